#include "store/fact_rows.h"

#include <algorithm>

#include "store/batch.h"
#include "store/metric_columns.h"

namespace cognitrack {
namespace {

std::size_t CountUnited(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  std::vector<std::int64_t> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all.size();
}

}  // namespace

const FactTable& UsageTable() {
  static const FactTable kTable{"usage", "usage_history", kTokenMetrics};
  return kTable;
}

const FactTable& ServiceTable() {
  static const FactTable kTable{"service_usage", "service_usage_history", kServiceMetrics};
  return kTable;
}

const FactTable& CostTable() {
  static const FactTable kTable{"costs", "costs_history", kCostMetrics};
  return kTable;
}

FactRows::FactRows(SqlConnection* connection, const FactTable& table)
    : connection_(connection), metrics_(table.metrics), statements_(StatementsOn(table)) {}

FactRows::Statements FactRows::StatementsOn(const FactTable& table) {
  const std::string columns = MetricColumns(table.metrics);
  const std::string window = " WHERE stream = $1 AND window_start = $2";
  const std::string select = "SELECT series, " + columns + " FROM ";
  const std::string scan = "SELECT window_start, series, " + columns + " FROM ";
  const std::string range = " WHERE stream = $1 AND window_start >= $2 AND window_start < $3";
  Statements statements;
  statements.read_now = select + table.rows + window + " ORDER BY series";
  statements.read_then = select + table.rows + window + " AND since <= $3 UNION ALL " + select +
                         table.history + window +
                         " AND since <= $3 AND until_revision > $3 ORDER BY series";
  statements.scan_now = scan + table.rows + range + " ORDER BY window_start, series";
  statements.scan_then = scan + table.rows + range + " AND since <= $4 UNION ALL " + scan +
                         table.history + range +
                         " AND since <= $4 AND until_revision > $4 ORDER BY window_start, series";
  // The join is as it stands there: for each window, each series is looked up.
  statements.probe = "SELECT r.window_start, r.series, " + MetricColumns(table.metrics) +
                     " FROM (SELECT stream AS of_stream, window_start AS starts FROM windows" +
                     range + ") AS w CROSS JOIN " + table.rows +
                     " AS r WHERE r.stream = w.of_stream AND r.window_start = w.starts "
                     "AND r.series IN (";
  statements.table = table.rows;
  statements.columns = "stream, window_start, series, since, " + columns;
  statements.remove = "DELETE FROM " + table.rows + window + " AND series IN (" + Batch(3) + ")";
  statements.keep = "INSERT INTO " + table.history +
                    " (stream, window_start, series, since, until_revision, " + columns +
                    ") SELECT stream, window_start, series, since, $3, " + columns + " FROM " +
                    table.rows + window + " AND series IN (" + Batch(4) + ")";
  statements.count_rows = "SELECT COUNT(*) FROM " + table.rows + window;
  statements.count_history = "SELECT COUNT(*) FROM " + table.history + window;
  statements.remove_rows = "DELETE FROM " + table.rows + window;
  statements.remove_history = "DELETE FROM " + table.history + window;
  statements.histories = "SELECT window_start, COUNT(*) FROM " + table.history +
                         " WHERE stream = $1 AND window_start >= $2 AND window_start < $3 "
                         "GROUP BY window_start ORDER BY window_start";
  return statements;
}

StoredRow FactRows::RowIn(const SqlQuery& query, int first) const {
  return {query.Integer(first), query.Metrics(first + 1, metrics_)};
}

RowScan<StoredRow> FactRows::ScanOf(SqlQuery query) const {
  return {WindowScan(std::move(query)), [this](const SqlQuery& row) { return RowIn(row, 1); }};
}

void FactRows::BindRow(SqlQuery* query, const WindowChange& change, const NewRow& row) const {
  query->Bind(1, change.stream).Bind(2, change.start).Bind(3, row.series).Bind(4, change.revision);
  query->BindMetrics(5, metrics_, *row.metrics);
}

Status FactRows::Read(std::int64_t stream, UtcSeconds start, std::optional<std::int64_t> as_of,
                      const std::function<bool(const StoredRow&)>& row) {
  TRY(SqlQuery query, connection_->Prepare(as_of ? statements_.read_then : statements_.read_now));
  query.Bind(1, stream).Bind(2, start);
  if (as_of) query.Bind(3, *as_of);
  while (true) {
    TRY(const bool more, query.Step());
    if (!more || !row(RowIn(query, 0))) return {};
  }
}

Result<RowScan<StoredRow>> FactRows::Scan(const WindowRange& range,
                                          std::optional<std::int64_t> as_of) {
  TRY(SqlQuery query,
      connection_->PrepareScan(as_of ? statements_.scan_then : statements_.scan_now));
  query.Bind(1, range.stream).Bind(2, range.from).Bind(3, range.to);
  if (as_of) query.Bind(4, *as_of);
  return ScanOf(std::move(query));
}

Result<RowScan<StoredRow>> FactRows::Probe(const WindowRange& range,
                                           std::span<const std::int64_t> series) {
  const std::size_t size = BatchSizeFor(series.size());
  TRY(SqlQuery query,
      connection_->PrepareScan(statements_.probe + Batch(4, size) + ") ORDER BY w.starts"));
  query.Bind(1, range.stream).Bind(2, range.from).Bind(3, range.to);
  BindBatch(&query, 4, series, size);
  return ScanOf(std::move(query));
}

Result<std::vector<StoredRow>> FactRows::ReadAll(std::int64_t stream, UtcSeconds start) {
  std::vector<StoredRow> rows;
  TRY_VOID(Read(stream, start, std::nullopt, [&rows](const StoredRow& row) {
    rows.push_back(row);
    return true;
  }));
  return rows;
}

Result<std::int64_t> FactRows::Replace(const WindowChange& change, const std::vector<NewRow>& rows,
                                       const std::vector<StoredUnknown>& unknown, bool holds_rows) {
  if (!holds_rows) {
    TRY_VOID(Insert(change, rows));
    for (const StoredUnknown& metric : unknown) TRY_VOID(WriteUnknown(change, metric));
    return static_cast<std::int64_t>(rows.size());
  }
  TRY(const std::vector<std::int64_t> changed, ReplaceRows(change, rows));
  TRY(const std::vector<std::int64_t> changed_too, ReplaceUnknown(change, unknown));
  return static_cast<std::int64_t>(CountUnited(changed, changed_too));
}

Result<PrunedRows> FactRows::RemoveAll(std::int64_t stream, UtcSeconds start) {
  const auto run = [&](std::string_view sql) -> Result<std::int64_t> {
    TRY(SqlQuery query, connection_->Prepare(sql));
    TRY(const auto count, query.Bind(1, stream).Bind(2, start).RunForInteger());
    return count.value_or(0);
  };
  PrunedRows gone;
  TRY(gone.rows, run(statements_.count_rows));
  TRY(gone.history_rows, run(statements_.count_history));
  TRY_VOID(run(statements_.remove_rows));
  TRY_VOID(run(statements_.remove_history));
  return gone;
}

Status FactRows::CountHistory(std::int64_t stream, UtcSeconds from, UtcSeconds to,
                              const std::function<void(UtcSeconds, std::int64_t)>& window) {
  TRY(SqlQuery query, connection_->Prepare(statements_.histories));
  query.Bind(1, stream).Bind(2, from).Bind(3, to);
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return {};
    window(query.Integer(0), query.Integer(1));
  }
}

Status FactRows::Insert(const WindowChange& change, const std::vector<NewRow>& rows) {
  if (rows.empty()) return {};
  TRY(SqlQuery insert, connection_->PrepareRows(statements_.table, statements_.columns));
  for (const NewRow& row : rows) {
    BindRow(&insert, change, row);
    TRY_VOID(insert.Run());
  }
  return insert.Finish();
}

Result<std::vector<std::int64_t>> FactRows::ReplaceRows(const WindowChange& change,
                                                        const std::vector<NewRow>& rows) {
  TRY(const std::vector<StoredRow> held, ReadAll(change.stream, change.start));
  std::vector<std::int64_t> gone;
  std::vector<std::int64_t> changed;
  std::vector<NewRow> fresh;
  auto old = held.begin();
  const auto leave = [&] {
    gone.push_back(old->series);
    changed.push_back((old++)->series);
  };
  for (const NewRow& row : rows) {
    while (old != held.end() && old->series < row.series) leave();
    const bool was_held = old != held.end() && old->series == row.series;
    const bool equal = was_held && old->metrics == *row.metrics;
    if (was_held && equal) ++old;
    if (equal) continue;
    fresh.push_back(row);
    if (was_held) {
      leave();
    } else {
      changed.push_back(row.series);
    }
  }
  while (old != held.end()) leave();
  TRY_VOID(TakeAway(change, gone));
  TRY_VOID(Insert(change, fresh));
  return changed;
}

Status FactRows::TakeAway(const WindowChange& change, const std::vector<std::int64_t>& series) {
  if (change.keep_history) {
    TRY(SqlQuery keep, connection_->Prepare(statements_.keep));
    keep.Bind(1, change.stream).Bind(2, change.start).Bind(3, change.revision);
    TRY_VOID(RunInBatches(&keep, 4, series));
  }
  TRY(SqlQuery remove, connection_->Prepare(statements_.remove));
  remove.Bind(1, change.stream).Bind(2, change.start);
  return RunInBatches(&remove, 3, series);
}

}  // namespace cognitrack
