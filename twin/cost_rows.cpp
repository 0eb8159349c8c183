#include "twin/cost_rows.h"

#include <unordered_map>

namespace cognitrack::twin {

std::vector<CostRow> SumCosts(const CostRecords& costs, UtcSeconds from, UtcSeconds to,
                              DimensionMask group_by, const RecordFilter& filter,
                              const std::function<bool(std::size_t number_in_day)>& omit) {
  const bool by_line_item = (group_by >> *EndpointOf(kCosts).SlotOf("line_item") & 1U) != 0;
  DimensionMask kept = group_by | 1U << kCurrencySlot | 1U << kOrganisationSlot;
  if (by_line_item) kept |= 1U << kUnitSlot;
  std::vector<CostRow> rows;
  std::unordered_map<Key, std::size_t, KeyHash> row_of;
  const auto [first, last] = costs.RecordsIn(from, to);
  const std::size_t day_first = costs.RecordsIn(DayOf(from).start(), from).first;
  for (std::size_t i = first; i < last; ++i) {
    const CostRecord& record = costs.records[i];
    if (!filter.Passes(record.key) || (omit && omit(i - day_first))) continue;
    const auto [found, added] = row_of.try_emplace(KeyAt(record.key, kept), rows.size());
    if (added) rows.push_back({found->first, {}, {}});
    CostRow& row = rows[found->second];
    row.amount += record.amount;
    if (!by_line_item || !record.quantity) continue;
    if (!row.quantity) row.quantity.emplace();
    *row.quantity += *record.quantity;
  }
  return rows;
}

}  // namespace cognitrack::twin
