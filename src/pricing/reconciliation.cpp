#include "pricing/reconciliation.h"

#include <algorithm>
#include <tuple>

#include "pricing/bill_causes.h"

namespace cognitrack {
namespace {

// The amounts of a line. Its texts and its listing are added where it is kept.
BillLine AmountsOf(const BillCell& cell, const BillDayFacts& facts) {
  BillLine line;
  line.unpriced_units = cell.unpriced;
  line.billed = cell.billed;
  if (!facts.usage_read) return line;
  if (!cell.uses.empty() || cell.free_units > 0) line.priced = cell.priced();
  if (facts.costs_read) line.difference = cell.difference();
  return line;
}

void AddTexts(const CellKey& key, const BillCell& cell, const TextNumbers& texts, BillLine* line) {
  line->day = key.day;
  line->project = texts.At(key.project);
  line->tier = texts.At(key.tier);
  line->meter = key.meter;
  line->line_item = texts.At(cell.line_item);
  if (cell.line_item == 0) {
    line->line_item = LineItemText({texts.At(key.name), line->tier, key.meter});
  }
  for (const std::uint32_t further : cell.further_line_items) {
    line->further_line_items.push_back(texts.At(further));
  }
  line->name = texts.At(key.name);
  if (!cell.several_models) line->model = texts.At(cell.model);
  line->units = cell.units();
  line->free_units = cell.free_units;
}

std::vector<InferredRate> RatesIn(const BillCells& cells) {
  std::map<std::tuple<std::uint32_t, std::uint32_t, Meter>, std::vector<RateObservation>> kinds;
  for (const BillCells::Cell* at : cells.cells()) {
    const auto& [key, cell] = *at;
    if (!cell.billed || !key.meter || cell.several_models || cell.model == 0) continue;
    kinds[{cell.model, key.tier, *key.meter}].push_back(
        {key.day, cell.units() + cell.unpriced, *cell.billed});
  }
  std::vector<InferredRate> rates;
  for (const auto& [kind, observations] : kinds) {
    const auto& [model, tier, meter] = kind;
    for (InferredRate& rate : InferRates(observations)) {
      rate.model = cells.texts().At(model);
      rate.tier = cells.texts().At(tier);
      rate.meter = meter;
      rates.push_back(std::move(rate));
    }
  }
  std::sort(rates.begin(), rates.end(), [](const InferredRate& a, const InferredRate& b) {
    return std::tie(a.model, a.tier, a.meter, a.from) < std::tie(b.model, b.tier, b.meter, b.from);
  });
  return rates;
}

// Whether what is unknown is more of what was billed than so many percent.
bool ExceedsBand(const BillTotals& totals, Picos percent) {
  const WideCount billed = totals.billed.count < 0 ? -totals.billed.count : totals.billed.count;
  const WideCount allowed =
      billed / kPicosInOne * percent.count + billed % kPicosInOne * percent.count / kPicosInOne;
  return totals.unknown().count * 100 > allowed;
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
  for (const BillDay& day : document.days) {
    worst = std::max(worst, day.verdict);
    if (day.usage_read && day.costs_read) months[MonthOf(day.day)].Add(day.totals);
  }
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
  document.provider = scope_.provider;
  document.bands = scope_.bands;
  document.other_currencies = std::move(other_currencies_);
  document.not_compared = std::move(not_compared_);
  document.rates = RatesIn(cells_);
  document.batch_splits = cells_.batch_splits();
  for (const auto& [key, units] : cells_.unpriced()) {
    const TextNumbers& texts = cells_.texts();
    document.unpriced.push_back({texts.At(key.name), texts.At(key.tier), *key.meter, units});
  }
  std::map<Day, BillDay> days;
  for (const auto& [day, facts] : cells_.days()) {
    days[day] = {day, BillVerdict::kExact, facts.usage_read, facts.costs_read, {}};
  }
  const BillCauses causes(book_, scope_, cells_, document.rates);
  std::map<std::uint32_t, BillTotals> by_name;
  for (const BillCells::Cell* at : cells_.cells()) {
    const auto& [key, cell] = *at;
    BillLine line = AmountsOf(cell, cells_.days().at(key.day));
    if (line.difference.count != 0) causes.Explain(key, cell, &line);
    BillDay& day = days[key.day];
    day.totals.Add(line);
    by_name[key.name].Add(line);
    if (line.billed) document.billed.count += line.billed->count;
    ++document.lines_total;
    if (!line.cause && !scope_.every_line) continue;
    AddTexts(key, cell, cells_.texts(), &line);
    if (day.usage_read) line.listing = cell.listing();
    document.lines.push_back(std::move(line));
  }
  for (auto& [name, totals] : by_name) {
    document.by_name[cells_.texts().At(name)] = std::move(totals);
  }
  std::sort(document.lines.begin(), document.lines.end(), [](const BillLine& a, const BillLine& b) {
    return std::tie(a.day, a.project, a.line_item, a.tier, a.meter) <
           std::tie(b.day, b.project, b.line_item, b.tier, b.meter);
  });
  for (auto& [number, day] : days) {
    day.verdict = VerdictOf(day, document.bands);
    if (day.usage_read && day.costs_read) document.totals.Add(day.totals);
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
