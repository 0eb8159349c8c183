#include "cli/name_book.h"

#include <algorithm>

namespace cognitrack {
namespace {

std::vector<NameKind> KindsOf(std::string_view dimension) {
  if (dimension == "project_id") return {NameKind::kProject};
  if (dimension == "api_key_id") return {NameKind::kApiKey};
  // A service account's use stands under a user id, too.
  if (dimension == "user_id") return {NameKind::kUser, NameKind::kServiceAccount};
  return {};
}

}  // namespace

NameBook::NameBook(std::vector<NameRecord> records) {
  for (NameRecord& record : records) {
    std::pair<NameKind, std::string> key(record.kind, record.id);
    records_.emplace(std::move(key), std::move(record));
  }
}

bool NameBook::Names(std::string_view dimension) { return !KindsOf(dimension).empty(); }

const std::string* NameBook::Find(std::string_view dimension, const std::string& id,
                                  Day day) const {
  for (const NameKind kind : KindsOf(dimension)) {
    const auto found = records_.find({kind, id});
    if (found == records_.end()) continue;
    const std::optional<std::string>& name = found->second.At(day.end() - 1).facts.name;
    if (name && !name->empty()) return &*name;
  }
  return nullptr;
}

std::string NameBook::Beside(std::string_view dimension, const std::string& id, Day day) const {
  const std::string* name = Find(dimension, id, day);
  return name == nullptr ? id : id + " · " + *name;
}

Result<NameBook> LoadNames(LedgerStore& store, const std::string& source,
                           const std::vector<std::string>& dimensions) {
  if (std::none_of(dimensions.begin(), dimensions.end(), NameBook::Names)) return NameBook();
  TRY(const std::vector<SourceRecord> sources, store.Sources());
  for (const SourceRecord& record : sources) {
    if (record.name != source) continue;
    TRY(std::vector<NameRecord> names, store.Names(record.id));
    return NameBook(std::move(names));
  }
  return NameBook();
}

ParityDocument WithNames(ParityDocument document, const NameBook& names) {
  if (names.empty()) return document;
  for (ParityDifference& difference : document.differences) {
    for (auto& [dimension, value] : difference.dimensions) {
      if (value) *value = names.Beside(dimension, *value, difference.day);
    }
  }
  return document;
}

}  // namespace cognitrack
