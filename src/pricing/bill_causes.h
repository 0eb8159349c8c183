// BillCauses: why a line of the bill differs from the use that it is for. A leaf.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "pricing/bill_cells.h"
#include "pricing/bill_document.h"

namespace cognitrack {

struct ReconciliationScope;

class BillCauses {
 public:
  // All of them must outlive it.
  BillCauses(const PriceBook& book, const ReconciliationScope& scope, const BillCells& cells,
             const std::vector<InferredRate>& rates);

  // Fills in the cause of a line that differs, and the rate that it implies.
  void Explain(const CellKey& key, const BillCell& cell, BillLine* line) const;

 private:
  void FindLateDays();
  BillCause CauseOf(const CellKey& key, const BillCell& cell, BillLine* line) const;
  bool IsOfUnreadSurface(const BillCell& cell) const;
  const std::string& ModelOf(const BillCell& cell) const { return cells_.texts().At(cell.model); }
  const std::string& TierOf(const CellKey& key) const { return cells_.texts().At(key.tier); }
  const InferredRate* ChangedRate(const CellKey& key, const BillCell& cell,
                                  WideCount difference) const;
  bool MixesLongInput(const CellKey& key, const BillCell& cell, WideCount difference) const;
  bool IsFreeTier(const CellKey& key, const BillCell& cell, WideCount difference) const;

  const PriceBook& book_;
  const ReconciliationScope& scope_;
  const BillCells& cells_;
  const std::vector<InferredRate>& rates_;
  // Models, tiers and meters whose price in the book gives a line of the bill exactly.
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::optional<Meter>>> confirmed_;
  std::set<std::pair<Day, std::uint32_t>> billed_;  // Days and names that the bill has a line for.
  // Days, names and meters with use under the data-sharing grant.
  std::set<std::tuple<Day, std::uint32_t, std::optional<Meter>>> granted_;
  std::set<Day> late_;  // Whose bill is not whole yet.
};

}  // namespace cognitrack
