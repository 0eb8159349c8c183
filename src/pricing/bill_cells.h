// BillCells: use and bill side by side, in cells of one day, project, billed name, tier and meter,
// or coarser where one of the sides is. A leaf.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
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

struct CellKey {
  Day day;
  std::string project;
  std::string name;  // What bills call the model, or the surface of a service; empty: all of them.
  std::string tier;
  std::optional<Meter> meter;
  auto operator<=>(const CellKey&) const = default;
};

struct RatedUnits {
  Rate rate;
  WideCount units = 0;
};

struct BillCell {
  std::vector<RatedUnits> uses;  // One a rate.
  std::vector<RatedUnits> free;  // Not billed; the rate is what it would cost.
  WideCount free_units = 0;
  WideCount unpriced = 0;
  std::optional<Picos> billed;
  std::string line_item;  // As the bill writes it; empty where it has no such line.
  std::string model;      // As usage names it, the first of them.
  bool several_models = false;

  bool HasUse() const { return !uses.empty() || unpriced > 0 || free_units > 0; }
  WideCount units() const;
  Picos priced() const;
};

class BillCells {
 public:
  BillCells(const PriceBook& book, const std::string& provider)
      : book_(book), provider_(provider), pricer_(book, provider) {}

  // The facts of a day come before its use and its bill.
  void AddDay(const BillDayFacts& facts) { days_[facts.day] = facts; }
  void AddUse(const std::string& project, const PricedUse& use, const MetricValues& metrics);
  void AddBilled(Day day, const std::string& project, const std::string& line_item, Picos amount);

  // Takes batch use out of use that is not told by batch, and joins tiers that the bill does not
  // tell apart. Once, when everything is added.
  void Settle();

  const std::map<Day, BillDayFacts>& days() const { return days_; }
  const std::map<CellKey, BillCell>& cells() const { return cells_; }
  const std::vector<BatchSplit>& batch_splits() const { return batch_splits_; }
  const std::map<CellKey, WideCount>& unpriced() const { return unpriced_; }

 private:
  using Cells = std::map<CellKey, BillCell>;

  CellKey KeyOf(Day day, const std::string& project, LineItem item) const;
  void SplitBatch(const CellKey& batch_input);
  void JoinTier(const CellKey& tier);
  BillCell* Find(const CellKey& key);

  const PriceBook& book_;
  std::string provider_;
  UsagePricer pricer_;
  std::map<Day, BillDayFacts> days_;
  Cells cells_;
  std::vector<BatchSplit> batch_splits_;
  std::map<CellKey, WideCount> unpriced_;  // By model and tier; day and project left out.
};

}  // namespace cognitrack
