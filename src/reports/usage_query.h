// UsageQuery and UsageReport: the one query path of every surface (CLI, API, page, export). A leaf:
// it says what is asked and how an answer is ordered and totalled; the store computes it.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "usage/grain.h"
#include "usage/metrics.h"

namespace cognitrack {

// The name of the time grouping; every other group is a dimension.
inline constexpr std::string_view kGroupByDay = "day";
// What the amounts and the quantities of a cost row are in.
inline constexpr std::string_view kCurrency = "amount_currency";
inline constexpr std::string_view kQuantityUnit = "quantity_unit";

// Keeps rows whose dimension has one of `values`; a nullopt value is "unattributed". `exclude`
// turns the filter round. A dimension outside a window's grain has no value: it matches neither
// way, and the window's rows are left out and counted in `not_grouped`.
struct DimensionFilter {
  std::string dimension;
  std::vector<std::optional<std::string>> values;
  bool exclude = false;
};

struct UsageQuery {
  std::int64_t stream = 0;
  std::optional<Day> from;  // Inclusive; all that is held by default.
  std::optional<Day> to;    // Inclusive.
  std::vector<std::string> group_by;
  std::vector<DimensionFilter> filters;
  std::optional<std::int64_t> as_of;  // A revision: what the ledger believed then.
};

// One value of a group: a text, unattributed, or not grouped (outside the window's grain).
struct GroupValue {
  enum class Kind { kNotGrouped, kUnattributed, kValue };
  Kind kind = Kind::kValue;
  std::string text;
  auto operator<=>(const GroupValue&) const = default;
};

// The values of a row, as many as group_by and in its order; days as "2026-03-05". Rows that differ
// in their day alone share the other values: a report by every dimension has as many rows as the
// ledger.
class RowGroup {
 public:
  RowGroup() = default;
  RowGroup(std::vector<GroupValue> values)  // NOLINT(google-explicit-constructor)
      : values_(std::make_shared<const std::vector<GroupValue>>(std::move(values))) {}
  // `values`, but for the one at `day_at`, which is `day`.
  RowGroup(std::shared_ptr<const std::vector<GroupValue>> values, std::size_t day_at, Day day)
      : values_(std::move(values)), day_at_(day_at), day_(day) {}
  explicit RowGroup(std::shared_ptr<const std::vector<GroupValue>> values)
      : values_(std::move(values)) {}

  std::size_t size() const { return values_ == nullptr ? 0 : values_->size(); }
  GroupValue operator[](std::size_t i) const;
  // Of the row of a report by day.
  Day day() const;
  // Value i, which is not the day: its text, and empty where it has none.
  const std::string& TextAt(std::size_t i) const { return (*values_)[i].text; }
  std::vector<GroupValue> ToVector() const;

  std::strong_ordering operator<=>(const RowGroup& other) const;
  bool operator==(const RowGroup& other) const { return (*this <=> other) == 0; }

 private:
  static constexpr std::size_t kNoDay = SIZE_MAX;

  std::shared_ptr<const std::vector<GroupValue>> values_;
  std::size_t day_at_ = kNoDay;
  Day day_;
};

struct UsageReportRow {
  RowGroup group;
  MetricValues metrics;
  std::map<std::string, std::string> unknown_metrics;  // Name → normal decimal.
  std::int64_t ledger_rows = 0;                        // How many usage rows were summed.
};

struct UsageReport {
  std::vector<std::string> group_by;
  std::vector<UsageReportRow> rows;  // Totally ordered by their group values, in group_by's order.
  UsageReportRow totals;
  std::optional<Day> from;  // The first and last day that holds a window in the range asked.
  std::optional<Day> to;
  std::int64_t windows = 0;          // Windows with content in the range.
  std::int64_t windows_missing = 0;  // Days between from and to (or the range asked) without one.
  // Windows with use that are left out: their rows were pruned, and what is kept of them cannot
  // answer. Sums are then lower bounds.
  std::int64_t windows_pruned = 0;
  // Unknown metrics whose sums leave out days that had some: they are kept by no dimension.
  std::set<std::string> pruned_metrics;
  MetricSet partial;  // Metrics that some non-empty window in the range did not report.
  // Dimension of a group or a filter → windows with rows whose grain lacks it.
  std::map<std::string, std::int64_t> not_grouped;
};

// Joins rows of one group, sorts them by group, and sums the totals. kBadInput where a sum does not
// fit 64 bits.
Status OrderAndTotal(UsageReport* report);

// Money of several currencies has no sum, and neither have quantities in several units: without
// their grouping they are taken out of the rows, and out of the totals where the rows have several.
void SeparateUnits(UsageReport* report);

}  // namespace cognitrack
