#include "versions/pricing_comparison.h"

#include <tuple>

namespace cognitrack {
namespace {

using LineKey = std::tuple<std::string, std::string, std::string, bool, Meter>;
struct BothSides {
  PricedSide in_force;
  PricedSide candidate;
};
using Lines = std::map<LineKey, BothSides>;

void AddRows(const std::vector<PricedRow>& rows, PricedSide BothSides::*side, Lines* lines) {
  for (const PricedRow& row : rows) {
    PricedSide& sum = (*lines)[{row.surface, row.model, row.tier, row.free, row.meter}].*side;
    sum.units += row.units;
    const std::optional<Picos> cost = row.cost();
    if (!cost) {
      sum.unpriced_units += row.units;
      continue;
    }
    sum.usd = Picos{(sum.usd ? sum.usd->count : 0) + cost->count};
  }
}

void AddLine(const BothSides& line, PricedTotals* totals) {
  ++totals->lines;
  if (line.in_force.usd) totals->in_force.count += line.in_force.usd->count;
  if (line.candidate.usd) totals->candidate.count += line.candidate.usd->count;
  if (!(line.in_force == line.candidate)) ++totals->differing;
  const WideCount before = line.in_force.unpriced_units;
  const WideCount after = line.candidate.unpriced_units;
  if (after < before) ++totals->newly_priced;
  if (after > before) ++totals->newly_unpriced;
}

}  // namespace

BilledSide BilledSideOf(const BillDocument& document) {
  return {document.verdict, document.totals.priced, document.totals.ReproducedShare(),
          document.totals.ExplainedShare()};
}

void PricingComparison::Add(const std::string& of_source, Day day,
                            const std::vector<PricedRow>& in_force_rows,
                            const std::vector<PricedRow>& candidate_rows) {
  Lines both;
  AddRows(in_force_rows, &BothSides::in_force, &both);
  AddRows(candidate_rows, &BothSides::candidate, &both);
  ++windows;
  for (const auto& [key, line] : both) {
    const auto& [surface, model, tier, free, meter] = key;
    AddLine(line, &totals);
    AddLine(line, &days[day]);
    AddLine(line, &models[model]);
    if (line.in_force == line.candidate) continue;
    lines.push_back(
        {of_source, day, surface, model, tier, free, meter, line.in_force, line.candidate});
  }
}

}  // namespace cognitrack
