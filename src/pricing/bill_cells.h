// BillCells: use and bill side by side, in cells of one day, project, billed name, tier and meter,
// or coarser where one of the sides is. A leaf.
#pragma once

#include <boost/container/small_vector.hpp>
#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <memory_resource>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "pricing/bill_document.h"
#include "pricing/line_item.h"
#include "pricing/usage_price.h"

namespace cognitrack {

// What is known of one day before its lines.
struct BillDayFacts {
  Day day;
  bool usage_read = false;
  bool costs_read = false;
  bool usage_settled = false;  // It will not change any more.
  bool costs_settled = false;
  bool usage_clipped = false;  // Its day ends early.
  bool costs_clipped = false;
  bool by_project = false;    // Both sides tell the project.
  bool by_line_item = false;  // The costs tell the line item.
  bool by_batch = false;      // The usage tells batch from other use.
};

// Texts by number, so that a key is compared and copied without touching them.
class TextNumbers {
 public:
  std::uint32_t NumberOf(const std::string& text);
  const std::string& At(std::uint32_t number) const { return *texts_[number]; }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<const std::string*> texts_;
};

// Texts by their number in BillCells::texts().
struct CellKey {
  Day day;
  std::uint32_t project = 0;
  std::uint32_t name = 0;  // What bills call the model, or the surface of a service; "": all.
  std::uint32_t tier = 0;
  std::optional<Meter> meter;
  auto operator<=>(const CellKey&) const = default;

  // Whether both are of one day, project and name.
  bool IsBeside(const CellKey& other) const {
    return day == other.day && project == other.project && name == other.name;
  }

  friend std::size_t hash_value(const CellKey& key) {
    std::size_t hash = 0;
    boost::hash_combine(hash, key.day.number);
    boost::hash_combine(hash, key.project);
    boost::hash_combine(hash, key.name);
    boost::hash_combine(hash, key.tier);
    boost::hash_combine(hash, key.meter ? 1 + IndexOf(*key.meter) : 0);
    return hash;
  }
};

struct RatedUnits {
  Rate rate;
  Rate list;
  WideCount units = 0;
};

using RatedUses = boost::container::small_vector_base<RatedUnits>;

struct BillCell {
  // One a rate, which nearly every cell has one of.
  boost::container::small_vector<RatedUnits, 1> uses;
  // Not billed; the rate is what it would cost.
  boost::container::small_vector<RatedUnits, 0> free;
  WideCount free_units = 0;
  WideCount unpriced = 0;
  std::optional<Picos> billed;
  std::uint32_t line_item = 0;  // As the bill writes it; "" where it has no such line.
  std::vector<std::uint32_t> further_line_items;  // Others that are for the same use.
  std::uint32_t model = 0;                        // As usage names it, the first of them.
  bool several_models = false;

  bool HasUse() const { return !uses.empty() || unpriced > 0 || free_units > 0; }
  WideCount units() const;
  Picos priced() const;
  std::optional<UseListing> listing() const;
  // Billed − priced; 0 within kBillTolerance.
  Picos difference() const;
};

class BillCells {
 public:
  struct Cell {
    CellKey key;
    BillCell cell;
  };

  BillCells(const PriceBook& book, const std::string& provider);

  // The facts of a day come before its use and its bill.
  void AddDay(const BillDayFacts& facts) { days_[facts.day] = facts; }
  void AddUse(const std::string& project, const PricedUse& use, const MetricValues& metrics);
  void AddBilled(Day day, const std::string& project, const std::string& line_item, Picos amount);

  // A line whose amount is not known, or in another currency: the bill names the model that day.
  void NoteLine(Day day, const std::string& line_item) {
    noted_lines_.emplace(day, LineNamed(line_item).name);
  }

  // Takes batch use out of use that is not told by batch, and joins tiers that the bill does not
  // tell apart. Once, when everything is added.
  void Settle();

  const std::map<Day, BillDayFacts>& days() const { return days_; }
  // By key. Nothing before Settle.
  const std::vector<const Cell*>& cells() const { return settled_; }
  const std::vector<BatchSplit>& batch_splits() const { return batch_splits_; }
  // By model and tier; day and project left out.
  const std::map<CellKey, WideCount>& unpriced() const { return unpriced_; }
  const std::set<std::pair<Day, std::uint32_t>>& noted_lines() const { return noted_lines_; }
  const TextNumbers& texts() const { return texts_; }

 private:
  // What a line's text says, read once.
  struct KnownLine {
    std::uint32_t name = 0;
    std::uint32_t tier = 0;
    std::optional<Meter> meter;
  };

  // The cells of one day, project and name, by tier and meter.
  using Neighbours = std::vector<Cell*>;

  CellKey KeyOf(Day day, const std::string& project, const KnownLine& line);
  const KnownLine& LineNamed(const std::string& line_item);
  BillCell& CellOf(const CellKey& key);
  void SettleNeighbours(Neighbours* cells);
  void SplitBatch(const Neighbours& cells);
  void JoinTiers(Neighbours* cells);

  const PriceBook& book_;
  std::string provider_;
  UsagePricer pricer_;
  TextNumbers texts_;  // 0 is "".
  std::uint32_t standard_ = 0;
  std::uint32_t batch_ = 0;
  std::map<Day, BillDayFacts> days_;
  // What lies beside each other is used together: a day has an index of its own.
  std::map<Day, boost::unordered_flat_map<CellKey, Cell*>> by_key_;
  std::pmr::monotonic_buffer_resource memory_;
  std::pmr::deque<Cell> cells_{&memory_};  // In the order in which they came.
  std::vector<const Cell*> settled_;
  std::vector<BatchSplit> batch_splits_;
  std::set<std::pair<Day, std::uint32_t>> noted_lines_;  // Days and names.
  std::map<CellKey, WideCount> unpriced_;
  std::unordered_map<std::string, KnownLine> lines_;
  std::unordered_map<std::string, std::uint32_t> billed_as_;  // Usage's model → the bill's name.
};

}  // namespace cognitrack
