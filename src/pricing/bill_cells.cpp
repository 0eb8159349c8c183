#include "pricing/bill_cells.h"

#include <algorithm>
#include <iterator>

#include "usage/surface.h"

namespace cognitrack {
namespace {

constexpr std::string_view kStandard = "standard";
constexpr std::string_view kBatch = "batch";

void AddUnits(const UnitPrice& price, WideCount units, RatedUses* to) {
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

void AddAll(const RatedUses& uses, RatedUses* to) {
  for (const RatedUnits& use : uses) AddUnits({use.rate, use.list}, use.units, to);
}

void NameModel(std::uint32_t model, BillCell* cell) {
  if (cell->model == 0) cell->model = model;
  if (cell->model != model) cell->several_models = true;
}

// Use that no line was for, into a cell.
void Join(BillCell from, BillCell* into) {
  AddAll(from.uses, &into->uses);
  AddAll(from.free, &into->free);
  into->free_units += from.free_units;
  into->unpriced += from.unpriced;
  NameModel(from.model, into);
  into->several_models = into->several_models || from.several_models;
}

bool IsBefore(const BillCells::Cell* a, const BillCells::Cell* b) { return a->key < b->key; }

BillCell* Find(const std::vector<BillCells::Cell*>& cells, std::uint32_t tier, Meter meter) {
  const auto found = std::find_if(cells.begin(), cells.end(), [tier, meter](const auto* at) {
    return at->key.tier == tier && at->key.meter == meter;
  });
  return found == cells.end() ? nullptr : &(*found)->cell;
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
  for (const RatedUses* of :
       {static_cast<const RatedUses*>(&uses), static_cast<const RatedUses*>(&free)}) {
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

BillCell& BillCells::CellOf(const CellKey& key) {
  const auto [known, is_new] = by_key_[key.day].try_emplace(key, nullptr);
  if (is_new) known->second = &cells_.emplace_back(Cell{key, {}});
  return known->second->cell;
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
    BillCell& cell = CellOf(KeyOf(use.day, project, {name, tier, meter}));
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
  BillCell& cell = CellOf(KeyOf(day, project, LineNamed(line_item)));
  if (!cell.billed) cell.billed = Picos{};
  cell.billed->count += amount.count;
  const std::uint32_t text = texts_.NumberOf(line_item);
  if (cell.line_item == 0) cell.line_item = text;
  std::vector<std::uint32_t>& further = cell.further_line_items;
  if (text == 0 || text == cell.line_item) return;
  if (std::find(further.begin(), further.end(), text) == further.end()) further.push_back(text);
}

void BillCells::Settle() {
  by_key_.clear();
  Neighbours ordered;
  ordered.reserve(cells_.size());
  for (Cell& cell : cells_) ordered.push_back(&cell);
  std::sort(ordered.begin(), ordered.end(), IsBefore);
  settled_.reserve(ordered.size());
  Neighbours neighbours;
  for (Cell* cell : ordered) {
    if (!neighbours.empty() && !cell->key.IsBeside(neighbours.front()->key)) {
      SettleNeighbours(&neighbours);
    }
    neighbours.push_back(cell);
  }
  SettleNeighbours(&neighbours);
}

void BillCells::SettleNeighbours(Neighbours* cells) {
  const bool all_standard = std::all_of(
      cells->begin(), cells->end(), [this](const Cell* at) { return at->key.tier == standard_; });
  if (!all_standard) {
    SplitBatch(*cells);
    JoinTiers(cells);
  }
  settled_.insert(settled_.end(), cells->begin(), cells->end());
  cells->clear();
}

// All of a model's use was priced as standard; what the batch lines pay for is taken out of it:
// input first from what was cached, as far as the line of cached input does not pay for that.
void BillCells::SplitBatch(const Neighbours& cells) {
  const CellKey& first = cells.front()->key;
  const bool has_batch_line = std::any_of(cells.begin(), cells.end(), [this](const Cell* at) {
    return at->key.tier == batch_ && at->cell.billed;
  });
  if (!has_batch_line || days_.at(first.day).by_batch) return;
  BillCell* input = Find(cells, standard_, Meter::kInput);
  BillCell* cached = Find(cells, standard_, Meter::kInputCached);
  BillCell* output = Find(cells, standard_, Meter::kOutput);
  const BillCell* named = input != nullptr ? input : output;
  if (named == nullptr || named->several_models || named->model == 0) return;
  const std::uint32_t model = named->model;
  BatchSplit split{first.day, texts_.At(first.project), texts_.At(model), 0, 0, true};

  // Moves units of a meter out of the standard cells in that order; gives how many there were.
  const auto take = [&](Meter meter, std::vector<BillCell*> from) -> std::int64_t {
    BillCell* billed = Find(cells, batch_, meter);
    const auto price = pricer_.PriceOf(split.model, std::string(kBatch), meter, first.day);
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
void BillCells::JoinTiers(Neighbours* cells) {
  const auto is_billed = [cells](std::uint32_t tier) {
    return std::any_of(cells->begin(), cells->end(),
                       [tier](const Cell* at) { return at->key.tier == tier && at->cell.billed; });
  };
  if (!is_billed(standard_)) return;
  const auto joins = [&](const Cell* at) {
    return at->key.tier != standard_ && at->cell.HasUse() && !is_billed(at->key.tier);
  };
  Neighbours moved;
  std::copy_if(cells->begin(), cells->end(), std::back_inserter(moved), joins);
  for (Cell* from : moved) {
    std::erase(*cells, from);
    from->key.tier = standard_;
    const auto into = std::find_if(cells->begin(), cells->end(),
                                   [from](const Cell* at) { return at->key == from->key; });
    if (into == cells->end()) {
      cells->push_back(from);
    } else {
      Join(std::move(from->cell), &(*into)->cell);
    }
  }
  std::sort(cells->begin(), cells->end(), IsBefore);
}

}  // namespace cognitrack
