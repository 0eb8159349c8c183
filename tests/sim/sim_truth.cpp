#include "tests/sim/sim_truth.h"

#include <algorithm>
#include <functional>

#include "base/check.h"
#include "base/random.h"
#include "tests/support/window_table.h"
#include "twin/endpoint.h"
#include "twin/seeded_organisation.h"

namespace cognitrack {
namespace {

constexpr int kRowsPerDay = 5;
constexpr WideCount kAttosInPico = 1'000'000;

int Later(Random& random) {
  return 1 + static_cast<int>(random.Below(static_cast<std::uint64_t>(SimTruth::kLastChange)));
}

template <typename Record, typename Life>
void KeepShown(const std::vector<Life>& lives, Day today, std::vector<Record>* records) {
  std::vector<Record> shown;
  for (std::size_t i = 0; i < records->size(); ++i) {
    if (lives[i].IsShown(today)) shown.push_back((*records)[i]);
  }
  *records = std::move(shown);
}

// What a record says of a dimension; empty where its key has none.
template <typename Records>
std::string ValueAt(const Records& records, const twin::Key& key, std::size_t slot) {
  return key[slot] == 0 ? std::string() : records.values[slot].At(key[slot]);
}

void AddValue(std::string_view name, std::string value, std::vector<DimensionValue>* values) {
  if (!value.empty()) values->push_back({std::string(name), std::move(value)});
}

Picos PicosOf(const twin::ExactDecimal& decimal) { return {decimal.atto() / kAttosInPico}; }

}  // namespace

const std::vector<std::string_view>& SimTruth::SurfacesHeld() {
  static const std::vector<std::string_view> surfaces = {
      kCompletions, "embeddings", "images", "vector_stores", kCosts, kCostsByKey};
  return surfaces;
}

SimTruth::SimTruth(std::uint64_t seed, Day first_day, int days) {
  twin::SeededOptions options;
  options.seed = seed;
  options.first_day = first_day;
  options.days = days;
  options.rows_per_day = kRowsPerDay;
  options.profile = twin::Profile::kMoney;
  all_ = twin::MakeSeededOrganisation(options);
  std::erase_if(all_.surfaces, [](const twin::SurfaceRecords& records) {
    const auto& held = SurfacesHeld();
    return std::find(held.begin(), held.end(), records.surface) == held.end();
  });

  SeededRandom random(seed * 7'919 + 1);
  std::map<Day, Day> emptied;
  for (int i = 0; i < days; ++i) {
    const Day day = first_day + i;
    emptied[day] = random.Below(20) == 0 ? day + Later(random) : kLastDay;
  }
  const auto live = [&](std::string_view surface, UtcSeconds start) {
    const Day day = DayOf(start);
    Life life{day, emptied[day]};
    if (random.Below(8) == 0) life.appears = day + Later(random);
    if (random.Below(20) == 0) life.vanishes = std::min(life.vanishes, day + Later(random));
    lives_[surface].push_back(life);
  };
  for (const twin::SurfaceRecords& records : all_.surfaces) {
    for (const twin::UsageRecord& record : records.records) live(records.surface, record.start);
  }
  for (const twin::CostRecord& record : all_.costs->records) live(kCosts, record.start);
}

twin::Organisation SimTruth::ShownOn(Day today) const {
  twin::Organisation shown = all_;
  for (twin::SurfaceRecords& records : shown.surfaces) {
    records.extras.clear();
    const auto lives = lives_.find(records.surface);
    if (lives != lives_.end()) KeepShown(lives->second, today, &records.records);
  }
  KeepShown(lives_.at(kCosts), today, &shown.costs->records);
  return shown;
}

SimTruth::Rows SimTruth::UsageRows(std::string_view surface, Day day, Day today) const {
  Rows rows;
  const twin::SurfaceRecords& all = *all_.Find(surface);
  const twin::Endpoint& endpoint = twin::EndpointOf(surface);
  for (std::size_t i = 0; i < all.records.size(); ++i) {
    const twin::UsageRecord& record = all.records[i];
    if (DayOf(record.start) != day || !lives_.at(surface)[i].IsShown(today)) continue;
    std::vector<DimensionValue> values;
    for (std::size_t slot = 0; slot < endpoint.dimensions.size(); ++slot) {
      AddValue(endpoint.dimensions[slot], ValueAt(all, record.key, slot), &values);
    }
    CHECK(rows[Series(std::move(values))].Add(record.metrics), "a test's counts are small");
  }
  return rows;
}

SimTruth::Rows SimTruth::CostRows(std::string_view surface, Day day, Day today) const {
  Rows rows;
  const twin::CostRecords& all = *all_.costs;
  const twin::Endpoint& endpoint = twin::EndpointOf(surface);
  for (std::size_t i = 0; i < all.records.size(); ++i) {
    const twin::CostRecord& record = all.records[i];
    if (DayOf(record.start) != day || !lives_.at(kCosts)[i].IsShown(today)) continue;
    std::vector<DimensionValue> values;
    for (const std::string_view name : FindSurface(surface)->dimensions) {
      AddValue(name, ValueAt(all, record.key, *endpoint.SlotOf(name)), &values);
    }
    AddValue("amount_currency", ValueAt(all, record.key, twin::kCurrencySlot), &values);
    AddValue("quantity_unit", ValueAt(all, record.key, twin::kUnitSlot), &values);
    MetricValues row;
    bool fits = row.SetDecimal(Metric::kAmountValue, PicosOf(record.amount));
    if (record.quantity) fits &= row.SetDecimal(Metric::kQuantity, PicosOf(*record.quantity));
    CHECK(fits && rows[Series(std::move(values))].Add(row), "a test's amounts are small");
  }
  return rows;
}

std::vector<std::string> SimTruth::Lines(std::string_view surface, Day day, Day today) const {
  const Rows rows =
      HoldsMoney(surface) ? CostRows(surface, day, today) : UsageRows(surface, day, today);
  std::vector<std::string> lines;
  for (const auto& [series, metrics] : rows) lines.push_back(LineOf(series, metrics));
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace cognitrack
