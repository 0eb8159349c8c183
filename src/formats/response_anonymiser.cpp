#include "formats/response_anonymiser.h"

#include <algorithm>

#include "money/decimal_text.h"

namespace cognitrack {
namespace {

constexpr std::string_view kNextPage = "next_page";

class PageAnonymiser {
 public:
  PageAnonymiser(Pseudonyms* pseudonyms, ReplacedFields* replaced)
      : pseudonyms_(*pseudonyms), replaced_(*replaced) {}

  // `field`: the member that the value belongs to, through any arrays.
  Status Replace(const std::string& field, ExactJson* value) {
    if (value->kind == ExactJson::Kind::kString) return ReplaceText(field, value);
    for (std::size_t i = 0; i < value->values.size(); ++i) {
      const bool is_object = value->kind == ExactJson::Kind::kObject;
      if (is_object) TRY_VOID(ReplaceName(&value->names[i]));
      TRY_VOID(Replace(is_object ? value->names[i] : field, &value->values[i]));
    }
    return {};
  }

 private:
  Status ReplaceText(const std::string& field, ExactJson* value) {
    // Amounts come as numbers and as strings.
    if (field == "value" && NormalDecimal(value->text)) return {};
    TRY(std::string pseudonym, pseudonyms_.Of(TextKindOf(field), value->text));
    if (pseudonym == value->text) return {};
    value->text = std::move(pseudonym);
    ++replaced_[field];
    return {};
  }

  // Numbers told by id, say: the id is then the name of a field.
  Status ReplaceName(std::string* name) {
    TRY(*name, pseudonyms_.Of(TextKind::kLineItem, *name));
    return {};
  }

  Pseudonyms& pseudonyms_;
  ReplacedFields& replaced_;
};

void MoveToEnd(std::string_view name, ExactJson* object) {
  const auto found = std::find(object->names.begin(), object->names.end(), name);
  if (found == object->names.end()) return;
  const auto at = found - object->names.begin();
  std::rotate(found, found + 1, object->names.end());
  std::rotate(object->values.begin() + at, object->values.begin() + at + 1, object->values.end());
}

}  // namespace

Status AnonymisePage(ExactJson* page, Pseudonyms* pseudonyms, ReplacedFields* replaced) {
  TRY_VOID(PageAnonymiser(pseudonyms, replaced).Replace("", page));
  MoveToEnd(kNextPage, page);
  return {};
}

}  // namespace cognitrack
