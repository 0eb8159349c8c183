#include "pricing/bill_causes.h"

#include <algorithm>

#include "pricing/reconciliation.h"

namespace cognitrack {
namespace {

// OpenAI grants at most so many tokens a day for shared data (help page 10306912).
constexpr WideCount kGrantMax = 10'000'000;

WideCount Absolute(WideCount value) { return value < 0 ? -value : value; }

// Whether an amount is that of a whole number of units, at most `units` of them.
bool IsWholeUnits(WideCount amount, const Rate& rate, WideCount units) {
  if (rate.picos <= 0) return false;
  const WideCount count = (amount * rate.per + rate.picos / 2) / rate.picos;
  if (count <= 0 || count > units) return false;
  // An amount proves a count only where one unit more would be another amount.
  return Absolute(CostOf(count, rate).count - amount) * 100 < rate.picos / rate.per;
}

// Whether the book's price gives what was billed, and no other price near it does.
bool IsConfirmed(const BillCell& cell) {
  constexpr WideCount kTelling = 100;
  return cell.billed && cell.uses.size() == 1 && !cell.several_models &&
         cell.billed->count >= kTelling * kBillTolerance.count &&
         IsWithinTolerance(cell.priced().count - cell.billed->count);
}

bool SameRate(const Rate& a, const Rate& b) { return Reduced(a) == Reduced(b); }

}  // namespace

BillCauses::BillCauses(const PriceBook& book, const ReconciliationScope& scope,
                       const BillCells& cells, const std::vector<InferredRate>& rates)
    : book_(book), scope_(scope), cells_(cells), rates_(rates), billed_(cells.noted_lines()) {
  // insert() makes nothing of what is known, as emplace() would.
  for (const BillCells::Cell* at : cells.cells()) {
    const auto& [key, cell] = *at;
    if (cell.billed) billed_.insert({key.day, key.name});
    if (cell.free_units > 0) granted_.insert({key.day, key.name, key.meter});
    if (IsConfirmed(cell)) confirmed_.insert({cell.model, key.tier, key.meter});
  }
  FindLateDays();
}

// A line of a young bill that is short, and that nothing else explains, shows that the bill is not
// whole yet.
void BillCauses::FindLateDays() {
  std::set<Day> late;
  for (const BillCells::Cell* at : cells_.cells()) {
    const auto& [key, cell] = *at;
    const BillDayFacts& facts = cells_.days().at(key.day);
    if (facts.costs_settled || !facts.usage_read || !facts.costs_read) continue;
    BillLine line;
    line.difference = cell.difference();
    if (line.difference.count >= 0) continue;
    if (CauseOf(key, cell, &line) == BillCause::kNotSettled) late.insert(key.day);
  }
  late_ = std::move(late);
}

void BillCauses::Explain(const CellKey& key, const BillCell& cell, BillLine* line) const {
  line->cause = CauseOf(key, cell, line);
}

BillCause BillCauses::CauseOf(const CellKey& key, const BillCell& cell, BillLine* line) const {
  const BillDayFacts& facts = cells_.days().at(key.day);
  const WideCount difference = line->difference.count;
  const bool more_billed = difference > 0;
  // What is missing on the one side may come as long as that side may change.
  const bool may_change = more_billed ? !facts.usage_settled : !facts.costs_settled;
  // A price that is not known can only add to what is priced.
  if (cell.unpriced > 0 && more_billed) return BillCause::kUnpricedModel;
  if (!cell.HasUse()) {
    if (IsOfUnreadSurface(cell)) return BillCause::kSurfaceNotRead;
    return may_change ? BillCause::kNotSettled : BillCause::kCostWithoutUsage;
  }
  if (!cell.billed && billed_.count({key.day, key.name}) == 0) {
    return may_change ? BillCause::kNotSettled : BillCause::kUsageWithoutCost;
  }
  if (const InferredRate* rate = ChangedRate(key, cell, difference)) {
    line->implied = rate->rate;
    return BillCause::kPriceDiffers;
  }
  if (MixesLongInput(key, cell, difference)) {
    line->implied = Reduced({cell.billed->count, static_cast<std::int64_t>(cell.units())});
    return BillCause::kPriceDiffers;
  }
  if (IsFreeTier(key, cell, difference)) return BillCause::kFreeTier;
  if (more_billed ? facts.usage_clipped : facts.costs_clipped) return BillCause::kClippedDay;
  return may_change ? BillCause::kNotSettled : BillCause::kUnknown;
}

bool BillCauses::IsOfUnreadSurface(const BillCell& cell) const {
  const std::string surface(book_.SurfaceOf(scope_.provider, cells_.texts().At(cell.line_item)));
  return !surface.empty() && scope_.surfaces_read.count(surface) == 0;
}

// The bill itself tells that the price changed: on other days the book's price gives it exactly, on
// this one another price does. Of a book that is never right nothing is told.
// A lower price of one day that may change is no price yet.
const InferredRate* BillCauses::ChangedRate(const CellKey& key, const BillCell& cell,
                                            WideCount difference) const {
  if (!cell.billed || cell.uses.size() != 1 || cell.several_models || !key.meter) return nullptr;
  if (confirmed_.count({cell.model, key.tier, key.meter}) == 0) return nullptr;
  const auto paid = std::find_if(rates_.begin(), rates_.end(), [&](const InferredRate& rate) {
    return rate.model == ModelOf(cell) && rate.tier == TierOf(key) && rate.meter == *key.meter &&
           rate.from <= key.day && key.day <= rate.to;
  });
  if (paid == rates_.end() || SameRate(paid->rate, cell.uses[0].rate)) return nullptr;
  if (difference < 0 && paid->from == paid->to && !cells_.days().at(key.day).costs_settled) {
    return nullptr;
  }
  const WideCount off = CostOf(cell.units(), paid->rate).count - cell.billed->count;
  return IsWithinTolerance(off) ? &*paid : nullptr;
}

// Long requests have a price of their own, and a day does not tell them apart: a whole number of
// tokens at that price gives the bill.
bool BillCauses::MixesLongInput(const CellKey& key, const BillCell& cell,
                                WideCount difference) const {
  if (difference <= 0 || !cell.billed || cell.uses.size() != 1 || cell.several_models) return false;
  if (!key.meter) return false;
  const RatedUnits& use = cell.uses[0];
  for (const std::int64_t above : book_.Thresholds(scope_.provider, ModelOf(cell))) {
    const auto longer =
        book_.Find(scope_.provider, ModelOf(cell), TierOf(key), above, *key.meter, key.day);
    if (!longer || longer->rate.per != use.rate.per) continue;
    const Rate extra{longer->rate.picos - use.rate.picos, use.rate.per};
    if (IsWholeUnits(difference, extra, use.units)) return true;
  }
  return false;
}

// Use under the grant is free, and was billed after all; or use beside it was not billed, which the
// grant allows for a whole number of tokens within its limit. What is missing of a bill that is not
// whole is no sign of it.
bool BillCauses::IsFreeTier(const CellKey& key, const BillCell& cell, WideCount difference) const {
  if (granted_.count({key.day, key.name, key.meter}) == 0) return false;
  if (difference > 0) {
    return cell.free.size() == 1 && IsWholeUnits(difference, cell.free[0].rate, cell.free_units);
  }
  return late_.count(key.day) == 0 && cell.uses.size() == 1 &&
         IsWholeUnits(-difference, cell.uses[0].rate, std::min(kGrantMax, cell.units()));
}

}  // namespace cognitrack
