#include "formats/allocation_file.h"

#include "formats/formula_guard.h"
#include "formats/input_error.h"
#include "formats/named_cells.h"
#include "money/picos.h"

namespace cognitrack {
namespace {

// "60" and, as a spreadsheet may write it, "60%".
std::string_view WithoutPercentSign(std::string_view cell) {
  if (!cell.empty() && cell.back() == '%') cell.remove_suffix(1);
  while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
  return cell;
}

Result<std::int64_t> ShareIn(const NamedCells& row) {
  const std::string_view cell = row.Cell("share_percent");
  if (cell.empty()) return kWholeShare;
  const auto parsed = ParsePicos(WithoutPercentSign(cell));
  constexpr WideCount kFinest = WideCount{100} * kPicosInOne / kWholeShare;
  const bool is_fine = parsed && !parsed->rounded && parsed->value.count > 0 &&
                       parsed->value.count <= WideCount{100} * kPicosInOne &&
                       parsed->value.count % kFinest == 0;
  if (is_fine) return static_cast<std::int64_t>(parsed->value.count / kFinest);
  return row.ErrorAt("share_percent", "share_percent is " + Quoted(cell) +
                                          "; it must be a number above 0 and up to 100, with at "
                                          "most " +
                                          std::to_string(kShareDecimals) + " decimals");
}

std::string TextIn(const NamedCells& row, std::string_view column) {
  return std::string(UnguardFormula(row.Cell(column)));
}

Status TargetIn(const NamedCells& row, AllocationRule* rule) {
  for (const AllocationLevel level : kAllocationLevels) {
    const std::string_view column = NameOf(level);
    if (row.Cell(column).empty()) continue;
    if (!rule->value.empty()) {
      return row.ErrorAt(column, "the row names " + std::string(NameOf(rule->level)) + " and " +
                                     std::string(column) + "; give each of them a row of its own");
    }
    rule->level = level;
    rule->value = TextIn(row, column);
  }
  if (!rule->value.empty()) return {};
  return row.ErrorAt("project_id",
                     "the row names neither project_id nor api_key_id nor user_id; one of them "
                     "must be given");
}

Result<AllocationRule> RuleIn(const NamedCells& row) {
  AllocationRule rule;
  rule.file = row.path();
  rule.line = row.line();
  TRY_VOID(TargetIn(row, &rule));
  TRY(const std::string unit, row.Needed("business_unit"));
  rule.owner = {std::string(UnguardFormula(unit)), TextIn(row, "cost_centre")};
  TRY(rule.share, ShareIn(row));
  TRY(rule.from, row.NeededDay("from"));
  if (!row.Cell("until").empty()) {
    TRY(rule.until, row.NeededDay("until"));
    if (*rule.until <= rule.from) {
      return row.ErrorAt("until", "until is not after from, so that the rule never holds");
    }
  }
  rule.note = TextIn(row, "note");
  return rule;
}

}  // namespace

Result<AllocationRules> ReadAllocationRules(InputFile input) {
  std::vector<std::string_view> known = {"business_unit", "cost_centre", "share_percent",
                                         "from",          "until",       "note"};
  known.insert(known.end(), kAllocationLevelNames.begin(), kAllocationLevelNames.end());
  TRY(std::vector<AllocationRule> rules,
      ReadNamedRows<AllocationRule>(&input, std::move(known), {"business_unit", "from"}, RuleIn));
  return AllocationRules::Make(std::move(rules));
}

}  // namespace cognitrack
