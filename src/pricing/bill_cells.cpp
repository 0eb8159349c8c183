#include "pricing/bill_cells.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "usage/surface.h"

namespace cognitrack {
namespace {

constexpr std::string_view kStandard = "standard";
constexpr std::string_view kBatch = "batch";

void AddUnits(const UnitPrice& price, WideCount units, std::vector<RatedUnits>* to) {
  const auto found = std::find_if(
      to->begin(), to->end(), [&price](const RatedUnits& one) { return one.rate == price.rate; });
  if (found == to->end()) {
    to->push_back({price.rate, price.list, units});
  } else {
    found->units += units;
  }
}

// The whole number of units that an amount is nearest to.
WideCount UnitsNearest(Picos amount, const Rate& rate) {
  if (rate.picos <= 0) return 0;
  return (amount.count * rate.per + rate.picos / 2) / rate.picos;
}

bool Gives(WideCount units, const Rate& rate, Picos amount) {
  return IsWithinTolerance(CostOf(units, rate).count - amount.count);
}

void AddAll(const std::vector<RatedUnits>& uses, std::vector<RatedUnits>* to) {
  for (const RatedUnits& use : uses) AddUnits({use.rate, use.list}, use.units, to);
}

void NameModel(std::uint32_t model, BillCell* cell) {
  if (cell->model == 0) cell->model = model;
  if (cell->model != model) cell->several_models = true;
}

}  // namespace

std::uint32_t TextNumbers::NumberOf(const std::string& text) {
  const auto [known, is_new] =
      numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
  if (is_new) texts_.push_back(&known->first);
  return known->second;
}

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

std::optional<UseListing> BillCell::listing() const {
  if (uses.empty() && free.empty()) return std::nullopt;
  UseListing sum;
  bool one_price = true;
  for (const std::vector<RatedUnits>* of : {&uses, &free}) {
    for (const RatedUnits& use : *of) {
      sum.units += use.units;
      sum.list.count += CostOf(use.units, use.list).count;
      sum.contracted.count += CostOf(use.units, use.rate).count;
      const UnitPrice price{use.rate, use.list};
      one_price = one_price && (!sum.price || *sum.price == price);
      sum.price = price;
    }
  }
  if (!one_price) sum.price.reset();
  return sum;
}

Picos BillCell::difference() const {
  const WideCount picos = billed.value_or(Picos{}).count - priced().count;
  return IsWithinTolerance(picos) ? Picos{} : Picos{picos};
}

BillCells::BillCells(const PriceBook& book, const std::string& provider)
    : book_(book), provider_(provider), pricer_(book, provider) {
  texts_.NumberOf("");
  standard_ = texts_.NumberOf(std::string(kStandard));
  batch_ = texts_.NumberOf(std::string(kBatch));
}

CellKey BillCells::KeyOf(Day day, const std::string& project, const KnownLine& line) {
  const BillDayFacts& facts = days_.at(day);
  CellKey key{day, facts.by_project ? texts_.NumberOf(project) : 0, 0, standard_, std::nullopt};
  if (!facts.by_line_item) return key;
  key.name = line.name;
  key.tier = line.tier;
  key.meter = line.meter;
  // Bills are not known to tell how long a write was kept.
  if (key.meter == Meter::kCacheWriteLong) key.meter = Meter::kCacheWrite;
  return key;
}

void BillCells::AddUse(const std::string& project, const PricedUse& use,
                       const MetricValues& metrics) {
  const UsePrice price = pricer_.Price(use, metrics);
  const bool counts_tokens = CountsTokens(use.surface);
  const std::string& named = counts_tokens ? use.model : use.surface;
  const auto known = billed_as_.try_emplace(named, 0);
  if (known.second) {
    known.first->second = texts_.NumberOf(counts_tokens ? book_.BilledAs(provider_, named) : named);
  }
  const std::uint32_t name = known.first->second;
  const std::uint32_t tier = texts_.NumberOf(price.tier);
  const std::uint32_t model = texts_.NumberOf(counts_tokens ? use.model : PriceNameOf(use));
  const auto cell_of = [&](Meter meter) -> BillCell& {
    BillCell& cell = cells_[KeyOf(use.day, project, {name, tier, meter})];
    NameModel(model, &cell);
    return cell;
  };
  for (const MeterUse& meter : price.meters) {
    BillCell& cell = cell_of(meter.meter);
    if (price.free) {
      cell.free_units += meter.units;
      if (meter.price) AddUnits(*meter.price, meter.units, &cell.free);
    } else if (meter.price) {
      AddUnits(*meter.price, meter.units, &cell.uses);
    } else {
      cell.unpriced += meter.units;
      unpriced_[{Day{}, 0, model, tier, meter.meter}] += meter.units;
    }
  }
  if (price.untold == 0) return;
  cell_of(Meter::kInput).unpriced += price.untold;
  unpriced_[{Day{}, 0, model, tier, Meter::kInput}] += price.untold;
}

const BillCells::KnownLine& BillCells::LineNamed(const std::string& line_item) {
  const auto [known, is_new] = lines_.try_emplace(line_item);
  if (!is_new) return known->second;
  LineItem item = ParseLineItem(line_item);
  const std::string_view surface = book_.SurfaceOf(provider_, line_item);
  if (!item.meter && !surface.empty()) {
    item.meter = CountsTokens(surface) ? Meter::kInput : Meter::kUnit;
    if (!CountsTokens(surface)) item.name = surface;
  }
  known->second = {texts_.NumberOf(item.name), texts_.NumberOf(item.tier), item.meter};
  return known->second;
}

void BillCells::AddBilled(Day day, const std::string& project, const std::string& line_item,
                          Picos amount) {
  BillCell& cell = cells_[KeyOf(day, project, LineNamed(line_item))];
  if (!cell.billed) cell.billed = Picos{};
  cell.billed->count += amount.count;
  const std::uint32_t text = texts_.NumberOf(line_item);
  if (cell.line_item == 0) cell.line_item = text;
  std::vector<std::uint32_t>& further = cell.further_line_items;
  if (text == 0 || text == cell.line_item) return;
  if (std::find(further.begin(), further.end(), text) == further.end()) further.push_back(text);
}

void BillCells::Settle() {
  std::set<std::tuple<Day, std::uint32_t, std::uint32_t>> with_batch;
  std::vector<CellKey> other_tiers;
  for (const auto& [key, cell] : cells_) {
    if (key.tier == standard_) continue;
    const bool is_told = days_.at(key.day).by_batch;
    if (key.tier == batch_ && cell.billed && !is_told) {
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
  const auto key = [&batch](std::uint32_t tier, Meter meter) {
    return CellKey{batch.day, batch.project, batch.name, tier, meter};
  };
  BillCell* input = Find(key(standard_, Meter::kInput));
  BillCell* cached = Find(key(standard_, Meter::kInputCached));
  BillCell* output = Find(key(standard_, Meter::kOutput));
  const BillCell* named = input != nullptr ? input : output;
  if (named == nullptr || named->several_models || named->model == 0) return;
  const std::uint32_t model = named->model;
  BatchSplit split{batch.day, texts_.At(batch.project), texts_.At(model), 0, 0, true};

  // Moves units of a meter out of the standard cells in that order; gives how many there were.
  const auto take = [&](Meter meter, std::vector<BillCell*> from) -> std::int64_t {
    BillCell* billed = Find(key(batch_, meter));
    const auto price = pricer_.PriceOf(split.model, std::string(kBatch), meter, batch.day);
    if (billed == nullptr || !billed->billed || !price || price->rate.picos <= 0) return 0;
    const WideCount wanted = UnitsNearest(*billed->billed, price->rate);
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
    AddUnits(*price, wanted - left, &billed->uses);
    NameModel(model, billed);
    split.exact = split.exact && Gives(wanted - left, price->rate, *billed->billed);
    return static_cast<std::int64_t>(wanted - left);
  };
  split.input_tokens = take(Meter::kInput, {cached, input});
  split.output_tokens = take(Meter::kOutput, {output});
  batch_splits_.push_back(std::move(split));
}

// Where the bill has no line of a tier for a model, but a standard one, that one pays for it.
void BillCells::JoinTier(const CellKey& key) {
  bool tier_billed = false, standard_billed = false;
  const CellKey first{key.day, key.project, key.name, 0, std::nullopt};
  for (auto at = cells_.lower_bound(first); at != cells_.end(); ++at) {
    if (std::tie(at->first.day, at->first.project, at->first.name) !=
        std::tie(key.day, key.project, key.name)) {
      break;
    }
    if (!at->second.billed) continue;
    tier_billed = tier_billed || at->first.tier == key.tier;
    standard_billed = standard_billed || at->first.tier == standard_;
  }
  if (tier_billed || !standard_billed) return;
  BillCell moved = std::move(cells_.at(key));
  cells_.erase(key);
  CellKey standard = key;
  standard.tier = standard_;
  BillCell& into = cells_[standard];
  AddAll(moved.uses, &into.uses);
  AddAll(moved.free, &into.free);
  into.free_units += moved.free_units;
  into.unpriced += moved.unpriced;
  NameModel(moved.model, &into);
  into.several_models = into.several_models || moved.several_models;
}

}  // namespace cognitrack
