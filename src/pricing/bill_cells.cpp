#include "pricing/bill_cells.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "usage/surface.h"

namespace cognitrack {
namespace {

constexpr std::string_view kStandard = "standard";
constexpr std::string_view kBatch = "batch";

void AddUnits(const Rate& rate, WideCount units, std::vector<RatedUnits>* to) {
  const auto found = std::find_if(to->begin(), to->end(),
                                  [&rate](const RatedUnits& one) { return one.rate == rate; });
  if (found == to->end()) {
    to->push_back({rate, units});
  } else {
    found->units += units;
  }
}

void NameModel(const std::string& model, BillCell* cell) {
  if (cell->model.empty()) cell->model = model;
  if (cell->model != model) cell->several_models = true;
}

// The whole number of units that an amount is nearest to.
WideCount UnitsNearest(Picos amount, const Rate& rate) {
  if (rate.picos <= 0) return 0;
  return (amount.count * rate.per + rate.picos / 2) / rate.picos;
}

bool Gives(WideCount units, const Rate& rate, Picos amount) {
  const WideCount off = CostOf(units, rate).count - amount.count;
  return off <= kBillTolerance.count && -off <= kBillTolerance.count;
}

}  // namespace

WideCount BillCell::units() const {
  WideCount sum = 0;
  for (const RatedUnits& use : uses) sum += use.units;
  return sum;
}

Picos BillCell::priced() const {
  Picos sum;
  for (const RatedUnits& use : uses) sum.count += CostOf(use.units, use.rate).count;
  return sum;
}

CellKey BillCells::KeyOf(Day day, const std::string& project, LineItem item) const {
  const BillDayFacts& facts = days_.at(day);
  CellKey key{day, facts.by_project ? project : "", "", std::string(kStandard), std::nullopt};
  if (!facts.by_line_item) return key;
  key.name = std::move(item.name);
  key.tier = std::move(item.tier);
  key.meter = item.meter;
  // Bills are not known to tell how long a write was kept.
  if (key.meter == Meter::kCacheWriteLong) key.meter = Meter::kCacheWrite;
  return key;
}

void BillCells::AddUse(const std::string& project, const PricedUse& use,
                       const MetricValues& metrics) {
  const UsePrice price = pricer_.Price(use, metrics);
  const bool counts_tokens = CountsTokens(use.surface);
  const std::string name =
      counts_tokens ? book_.BilledAs(provider_, use.model) : std::string(use.surface);
  const auto cell_of = [&](Meter meter) -> BillCell& {
    BillCell& cell = cells_[KeyOf(use.day, project, {name, price.tier, meter})];
    NameModel(counts_tokens ? use.model : PriceNameOf(use), &cell);
    return cell;
  };
  for (const MeterUse& meter : price.meters) {
    BillCell& cell = cell_of(meter.meter);
    if (price.free) {
      cell.free_units += meter.units;
      if (meter.rate) AddUnits(*meter.rate, meter.units, &cell.free);
    } else if (meter.rate) {
      AddUnits(*meter.rate, meter.units, &cell.uses);
    } else {
      cell.unpriced += meter.units;
      unpriced_[{Day{}, "", PriceNameOf(use), price.tier, meter.meter}] += meter.units;
    }
  }
  if (price.untold == 0) return;
  cell_of(Meter::kInput).unpriced += price.untold;
  unpriced_[{Day{}, "", PriceNameOf(use), price.tier, Meter::kInput}] += price.untold;
}

void BillCells::AddBilled(Day day, const std::string& project, const std::string& line_item,
                          Picos amount) {
  LineItem item = ParseLineItem(line_item);
  const std::string_view surface = book_.SurfaceOf(provider_, line_item);
  if (!item.meter && !surface.empty()) {
    item.meter = CountsTokens(surface) ? Meter::kInput : Meter::kUnit;
    if (!CountsTokens(surface)) item.name = surface;
  }
  BillCell& cell = cells_[KeyOf(day, project, std::move(item))];
  if (!cell.billed) cell.billed = Picos{};
  cell.billed->count += amount.count;
  if (cell.line_item.empty()) cell.line_item = line_item;
}

void BillCells::Settle() {
  std::set<std::tuple<Day, std::string, std::string>> with_batch;
  std::vector<CellKey> other_tiers;
  for (const auto& [key, cell] : cells_) {
    if (key.tier == kStandard) continue;
    const bool is_told = days_.at(key.day).by_batch;
    if (key.tier == kBatch && cell.billed && !is_told) {
      if (with_batch.emplace(key.day, key.project, key.name).second) SplitBatch(key);
    }
    if (cell.HasUse()) other_tiers.push_back(key);
  }
  for (const CellKey& key : other_tiers) JoinTier(key);
}

BillCell* BillCells::Find(const CellKey& key) {
  const auto found = cells_.find(key);
  return found == cells_.end() ? nullptr : &found->second;
}

// All of a model's use was priced as standard; what the batch lines pay for is taken out of it:
// input first from what was cached, as far as the line of cached input does not pay for that.
void BillCells::SplitBatch(const CellKey& batch) {
  const auto key = [&batch](std::string_view tier, Meter meter) {
    return CellKey{batch.day, batch.project, batch.name, std::string(tier), meter};
  };
  BillCell* input = Find(key(kStandard, Meter::kInput));
  BillCell* cached = Find(key(kStandard, Meter::kInputCached));
  BillCell* output = Find(key(kStandard, Meter::kOutput));
  const BillCell* named = input != nullptr ? input : output;
  if (named == nullptr || named->several_models || named->model.empty()) return;
  const std::string model = named->model;
  BatchSplit split{batch.day, batch.project, model, 0, 0, true};

  // Moves units of a meter out of the standard cells in that order; gives how many there were.
  const auto take = [&](Meter meter, std::vector<BillCell*> from) -> std::int64_t {
    BillCell* billed = Find(key(kBatch, meter));
    const auto rate = pricer_.RateOf(model, std::string(kBatch), meter, batch.day);
    if (billed == nullptr || !billed->billed || !rate || rate->picos <= 0) return 0;
    const WideCount wanted = UnitsNearest(*billed->billed, *rate);
    WideCount left = wanted;
    for (BillCell* cell : from) {
      if (cell == nullptr || cell->uses.size() != 1) continue;
      WideCount spare = cell->uses[0].units;
      if (cell == cached && cached->billed) {
        spare -= UnitsNearest(*cached->billed, cached->uses[0].rate);
      }
      const WideCount taken = std::max(WideCount{0}, std::min(left, spare));
      cell->uses[0].units -= taken;
      left -= taken;
    }
    AddUnits(*rate, wanted - left, &billed->uses);
    NameModel(model, billed);
    split.exact = split.exact && Gives(wanted - left, *rate, *billed->billed);
    return static_cast<std::int64_t>(wanted - left);
  };
  split.input_tokens = take(Meter::kInput, {cached, input});
  split.output_tokens = take(Meter::kOutput, {output});
  batch_splits_.push_back(std::move(split));
}

// Where the bill has no line of a tier for a model, but a standard one, that one pays for it.
void BillCells::JoinTier(const CellKey& key) {
  bool tier_billed = false, standard_billed = false;
  const CellKey first{key.day, key.project, key.name, "", std::nullopt};
  for (auto at = cells_.lower_bound(first); at != cells_.end(); ++at) {
    if (std::tie(at->first.day, at->first.project, at->first.name) !=
        std::tie(key.day, key.project, key.name)) {
      break;
    }
    if (!at->second.billed) continue;
    tier_billed = tier_billed || at->first.tier == key.tier;
    standard_billed = standard_billed || at->first.tier == kStandard;
  }
  if (tier_billed || !standard_billed) return;
  BillCell moved = std::move(cells_.at(key));
  cells_.erase(key);
  CellKey standard = key;
  standard.tier = kStandard;
  BillCell& into = cells_[standard];
  for (const RatedUnits& use : moved.uses) AddUnits(use.rate, use.units, &into.uses);
  for (const RatedUnits& use : moved.free) AddUnits(use.rate, use.units, &into.free);
  into.free_units += moved.free_units;
  into.unpriced += moved.unpriced;
  NameModel(moved.model, &into);
  into.several_models = into.several_models || moved.several_models;
}

}  // namespace cognitrack
