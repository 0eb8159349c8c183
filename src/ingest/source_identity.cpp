#include "ingest/source_identity.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::uint32_t kNotLookedUp = 0;
constexpr std::uint32_t kNoProject = 1;
constexpr std::uint32_t kFirstNumber = 2;

const std::string* FirstCommon(const std::set<std::string>& ids, const SourceRecord& source) {
  for (const std::string& known : source.project_ids) {
    if (ids.count(known) != 0) return &known;
  }
  return nullptr;
}

}  // namespace

void ProjectIds::AddTo(std::set<std::string>* ids, const std::vector<WindowRead>& reads,
                       const SeriesTable& series) {
  if (table_ != series.id()) {
    table_ = series.id();
    project_of_.clear();
    number_of_.clear();
  }
  project_of_.resize(series.size(), kNotLookedUp);
  std::vector<bool> seen(kFirstNumber + number_of_.size());
  for (const WindowRead& read : reads) {
    for (const UsageRow& row : read.rows) {
      std::uint32_t& number = project_of_[row.series];
      if (number == kNotLookedUp) {
        number = NumberOf(series.At(row.series));
        seen.resize(kFirstNumber + number_of_.size());
      }
      seen[number] = true;
    }
  }
  for (const auto& [id, number] : number_of_) {
    if (seen[number]) ids->insert(id);
  }
}

std::uint32_t ProjectIds::NumberOf(const Series& series) {
  const std::string* id = series.Find("project_id");
  if (id == nullptr || id->empty()) return kNoProject;
  const auto next = static_cast<std::uint32_t>(kFirstNumber + number_of_.size());
  return number_of_.try_emplace(*id, next).first->second;
}

Result<SourceMatch> MatchSource(const std::string& name, std::string_view provider,
                                const std::set<std::string>& ids,
                                const std::vector<SourceRecord>& sources) {
  SourceMatch match = SourceMatch::kUnknown;
  for (const SourceRecord& source : sources) {
    if (source.name == name) {
      if (source.provider != provider) {
        return Error{ErrorCode::kUsage, "source " + name + " belongs to the provider " +
                                            source.provider + ", not to " + std::string(provider) +
                                            "; choose another name with --source"};
      }
      if (ids.empty() || source.project_ids.empty()) continue;
      match = FirstCommon(ids, source) != nullptr ? SourceMatch::kSame : SourceMatch::kDisjoint;
      continue;
    }
    if (source.provider != provider) continue;
    if (const std::string* common = FirstCommon(ids, source)) {
      return Error{ErrorCode::kUsage, "project " + *common + " belongs to source " + source.name +
                                          "; use --source " + source.name +
                                          ", so that its use is not counted twice"};
    }
  }
  return match;
}

const SourceRecord* FindSource(const std::string& name, const std::vector<SourceRecord>& sources) {
  const auto found = std::find_if(sources.begin(), sources.end(),
                                  [&name](const SourceRecord& s) { return s.name == name; });
  return found == sources.end() ? nullptr : &*found;
}

std::string NamesOf(const std::vector<SourceRecord>& sources) {
  std::string names;
  for (const SourceRecord& source : sources) names += (names.empty() ? "" : ", ") + source.name;
  return names;
}

bool KnowsProjects(std::string_view provider, const std::vector<SourceRecord>& sources) {
  return std::any_of(sources.begin(), sources.end(), [provider](const SourceRecord& source) {
    return source.provider == provider && !source.project_ids.empty();
  });
}

}  // namespace cognitrack
