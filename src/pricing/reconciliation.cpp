#include "pricing/reconciliation.h"

#include <algorithm>

#include "pricing/bill_causes.h"

namespace cognitrack {
namespace {

BillLine LineOf(const CellKey& key, const BillCell& cell, const BillDayFacts& facts) {
  BillLine line;
  line.day = key.day;
  line.project = key.project;
  line.line_item =
      cell.line_item.empty() ? LineItemText({key.name, key.tier, key.meter}) : cell.line_item;
  if (!cell.several_models) line.model = cell.model;
  line.tier = key.tier;
  line.meter = key.meter;
  line.units = cell.units();
  line.unpriced_units = cell.unpriced;
  line.billed = cell.billed;
  if (!facts.usage_read) return line;
  if (!cell.uses.empty() || cell.free_units > 0) line.priced = cell.priced();
  if (!facts.costs_read) return line;
  const WideCount difference =
      line.billed.value_or(Picos{}).count - line.priced.value_or(Picos{}).count;
  const bool is_zero = difference <= kBillTolerance.count && -difference <= kBillTolerance.count;
  if (!is_zero) line.difference = {difference};
  return line;
}

std::vector<RateObservation> ObservationsIn(const BillCells& cells) {
  std::vector<RateObservation> observations;
  for (const auto& [key, cell] : cells.cells()) {
    if (!cell.billed || !key.meter || cell.several_models || cell.model.empty()) continue;
    const WideCount units = cell.units() + cell.unpriced;
    observations.push_back({key.day, cell.model, key.tier, *key.meter, units, *cell.billed});
  }
  return observations;
}

// Whether what is unknown is more of what was billed than so many percent.
bool ExceedsBand(const BillTotals& totals, Picos percent) {
  return totals.unknown().count * 100 >
         totals.billed.count / kPicosInOne * percent.count +
             totals.billed.count % kPicosInOne * percent.count / kPicosInOne;
}

BillVerdict VerdictOf(const BillDay& day, const BillBands& bands) {
  if (!day.usage_read || !day.costs_read) return BillVerdict::kIncomplete;
  if (day.totals.causes.empty()) return BillVerdict::kExact;
  return ExceedsBand(day.totals, bands.day) ? BillVerdict::kVariance : BillVerdict::kExplained;
}

// "2025-06".
std::string MonthOf(Day day) { return FormatDay(day).substr(0, 7); }

// The worst of the days, and of the months as far as the range covers them.
BillVerdict VerdictOf(const BillDocument& document) {
  if (document.days.empty()) return BillVerdict::kIncomplete;
  BillVerdict worst = BillVerdict::kExact;
  std::map<std::string, BillTotals> months;
  for (const BillDay& day : document.days) worst = std::max(worst, day.verdict);
  for (const BillLine& line : document.lines) months[MonthOf(line.day)].Add(line);
  for (const auto& [month, totals] : months) {
    if (ExceedsBand(totals, document.bands.month)) worst = BillVerdict::kVariance;
  }
  return worst;
}

}  // namespace

BillDocument Reconciliation::Finish() {
  cells_.Settle();
  BillDocument document;
  document.source = scope_.source;
  document.bands = scope_.bands;
  document.other_currencies = std::move(other_currencies_);
  document.rates = InferRates(ObservationsIn(cells_));
  document.batch_splits = cells_.batch_splits();
  for (const auto& [key, units] : cells_.unpriced()) {
    document.unpriced.push_back({key.name, key.tier, *key.meter, units});
  }
  std::map<Day, BillDay> days;
  for (const auto& [day, facts] : cells_.days()) {
    days[day] = {day, BillVerdict::kExact, facts.usage_read, facts.costs_read, {}};
  }
  const BillCauses causes(book_, scope_, cells_, document.rates);
  for (const auto& [key, cell] : cells_.cells()) {
    BillLine line = LineOf(key, cell, cells_.days().at(key.day));
    if (line.difference.count != 0) causes.Explain(key, cell, &line);
    BillDay& day = days[key.day];
    day.totals.Add(line);
    if (day.usage_read && day.costs_read) document.totals.Add(line);
    if (line.billed) document.billed.count += line.billed->count;
    document.lines.push_back(std::move(line));
  }
  for (auto& [number, day] : days) {
    day.verdict = VerdictOf(day, document.bands);
    document.days.push_back(std::move(day));
  }
  if (!document.days.empty()) {
    document.from = document.days.front().day;
    document.to = document.days.back().day;
  }
  document.verdict = VerdictOf(document);
  return document;
}

}  // namespace cognitrack
