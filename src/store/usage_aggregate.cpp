#include "store/usage_aggregate.h"

#include <algorithm>
#include <set>

#include "store/metric_columns.h"
#include "store/roll_ups.h"
#include "store/usage_statement.h"
#include "usage/decimal_text.h"

namespace cognitrack {
namespace {

constexpr MetricSet kAllMetrics((1U << kMetricCount) - 1);

}  // namespace

Result<UsageReport> UsageAggregate::Run() {
  from_ = query_.from.value_or(kFirstDay - 1).start();
  to_ = query_.to.value_or(kLastDay + 1).end();
  if (!query_.as_of) roll_up_ = RollUpFor(Dimensions());
  TRY(SqlTransaction snapshot, connection_->BeginRead());
  TRY(const auto windows, windows_->WithContent(query_.stream, from_, to_, query_.as_of));
  Describe(windows);
  TRY(const bool holds_unknown, HoldsUnknown());
  std::set<Grain> grains;
  for (const WindowRecord& window : windows) {
    if (window.row_count > 0) grains.insert(window.grain);
  }
  for (const Grain& grain : grains) {
    if (!FiltersFit(grain)) continue;
    const std::vector<std::string> now = {"windows"};
    const std::vector<std::string> then = {"windows", "window_history"};
    for (const std::string& table : query_.as_of ? then : now) {
      TRY_VOID(AddGrain(grain, roll_up_ ? "roll_ups" : "usage", table));
      if (query_.as_of) TRY_VOID(AddGrain(grain, "usage_history", table));
      if (!holds_unknown) continue;
      TRY_VOID(AddUnknown(grain, "usage_unknown", table));
      if (query_.as_of) TRY_VOID(AddUnknown(grain, "usage_unknown_history", table));
    }
  }
  for (auto& [group, row] : rows_) report_.rows.push_back(std::move(row));
  TRY_VOID(OrderAndTotal(&report_));
  return std::move(report_);
}

void UsageAggregate::Describe(const std::vector<WindowRecord>& windows) {
  report_.group_by = query_.group_by;
  report_.windows = static_cast<std::int64_t>(windows.size());
  const Grain dimensions = Dimensions();
  std::set<Day> days;
  for (const WindowRecord& window : windows) {
    days.insert(DayOf(window.start));
    if (window.row_count == 0) continue;
    report_.partial = report_.partial | MetricSet(kAllMetrics.bits() & ~window.reported.bits());
    for (const std::string& name : dimensions.names()) {
      if (!window.grain.Has(name)) ++report_.not_grouped[name];
    }
  }
  if (!days.empty()) {
    report_.from = *days.begin();
    report_.to = *days.rbegin();
  }
  const std::optional<Day> first = query_.from ? query_.from : report_.from;
  const std::optional<Day> last = query_.to ? query_.to : report_.to;
  if (first && last && *first <= *last) {
    report_.windows_missing = *last - *first + 1 - static_cast<std::int64_t>(days.size());
  }
}

Grain UsageAggregate::Dimensions() const {
  std::vector<std::string> names;
  for (const std::string& name : query_.group_by) {
    if (name != kGroupByDay) names.push_back(name);
  }
  for (const DimensionFilter& filter : query_.filters) names.push_back(filter.dimension);
  return Grain(std::move(names));
}

bool UsageAggregate::FiltersFit(const Grain& grain) const {
  return std::all_of(query_.filters.begin(), query_.filters.end(),
                     [&grain](const DimensionFilter& f) { return grain.Has(f.dimension); });
}

Status UsageAggregate::AddGrain(const Grain& grain, const std::string& rows_table,
                                const std::string& windows_table) {
  const UsageStatement statement(query_, grain, from_, to_, {rows_table, windows_table, roll_up_});
  const std::string count = roll_up_ ? "SUM(r.usage_rows)" : "COUNT(*)";
  TRY(SqlQuery query, connection_->PrepareOnce(statement.Text(count + ", " + MetricSums("r"))));
  statement.Bind(&query);
  const int first = statement.group_columns();
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return {};
    // Without groups SQL gives one row even where there is nothing to sum.
    if (query.Integer(first) == 0) continue;
    TRY_VOID(AddRow(statement.GroupIn(query), query.Integer(first), query.Metrics(first + 1)));
  }
}

Status UsageAggregate::AddRow(const std::vector<GroupValue>& group, std::int64_t rows,
                              const MetricValues& metrics) {
  UsageReportRow& row = rows_[group];
  row.group = group;
  row.ledger_rows += rows;
  if (row.metrics.Add(metrics)) return {};
  return Error{ErrorCode::kBadInput, "a sum does not fit 64 bits; ask for a shorter range"};
}

Status UsageAggregate::AddUnknown(const Grain& grain, const std::string& rows_table,
                                  const std::string& windows_table) {
  const UsageStatement statement(query_, grain, from_, to_, {rows_table, windows_table, {}});
  // Decimals are summed here, exactly; SQL would take them for floating point.
  TRY(SqlQuery query, connection_->PrepareOnce(statement.Text("COUNT(*)", "r.name, r.value")));
  statement.Bind(&query);
  const int first = statement.group_columns();
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return {};
    const std::vector<GroupValue> group = statement.GroupIn(query);
    UsageReportRow& sum = rows_[group];
    sum.group = group;
    auto& value = sum.unknown_metrics.try_emplace(query.Text(first), "0").first->second;
    for (std::int64_t times = query.Integer(first + 2); times > 0; --times) {
      value = AddDecimals(value, query.TextView(first + 1));
    }
  }
}

Result<bool> UsageAggregate::HoldsUnknown() {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT 1 FROM usage_unknown WHERE stream = $1 UNION ALL "
                           "SELECT 1 FROM usage_unknown_history WHERE stream = $1 LIMIT 1"));
  TRY(const auto found, query.Bind(1, query_.stream).RunForInteger());
  return found.has_value();
}

}  // namespace cognitrack
