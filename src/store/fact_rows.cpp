#include "store/fact_rows.h"

#include <algorithm>

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
  const std::string series = window + " AND series = $3";
  const std::string select = "SELECT series, " + columns + " FROM ";
  Statements statements;
  statements.read_now = select + table.rows + window + " ORDER BY series";
  statements.read_then = select + table.rows + window + " AND since <= $3 UNION ALL " + select +
                         table.history + window +
                         " AND since <= $3 AND until_revision > $3 ORDER BY series";
  statements.probe = select + table.rows + series;
  statements.insert = "INSERT INTO " + table.rows + " (stream, window_start, series, since, " +
                      columns + ") VALUES ($1, $2, $3, $4, " + MetricParameters(table.metrics, 5) +
                      ")";
  statements.write = statements.insert +
                     " ON CONFLICT (stream, window_start, series) DO UPDATE SET since = $4, " +
                     MetricsFromExcluded(table.metrics);
  statements.remove = "DELETE FROM " + table.rows + series;
  statements.keep = "INSERT INTO " + table.history +
                    " (stream, window_start, series, since, until_revision, " + columns +
                    ") SELECT stream, window_start, series, since, $4, " + columns + " FROM " +
                    table.rows + series;
  statements.count_rows = "SELECT COUNT(*) FROM " + table.rows + window;
  statements.count_history = "SELECT COUNT(*) FROM " + table.history + window;
  statements.remove_rows = "DELETE FROM " + table.rows + window;
  statements.remove_history = "DELETE FROM " + table.history + window;
  statements.histories = "SELECT window_start, COUNT(*) FROM " + table.history +
                         " WHERE stream = $1 AND window_start >= $2 AND window_start < $3 "
                         "GROUP BY window_start ORDER BY window_start";
  return statements;
}

StoredRow FactRows::RowIn(const SqlQuery& query) const {
  return {query.Integer(0), query.Metrics(1, metrics_)};
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
    if (!more || !row(RowIn(query))) return {};
  }
}

Status FactRows::Probe(std::int64_t stream, UtcSeconds start,
                       const std::vector<std::int64_t>& series,
                       const std::function<bool(const StoredRow&)>& row) {
  TRY(SqlQuery query, connection_->Prepare(statements_.probe));
  for (const std::int64_t id : series) {
    TRY(const bool found, query.Bind(1, stream).Bind(2, start).Bind(3, id).Step());
    if (found && !row(RowIn(query))) return {};
    query.Reset();
  }
  return {};
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
  for (const std::string_view sql :
       {std::string_view(statements_.remove_rows), std::string_view(statements_.remove_history),
        std::string_view("DELETE FROM unknown_metrics WHERE stream = $1 AND window_start = $2"),
        std::string_view(
            "DELETE FROM unknown_metrics_history WHERE stream = $1 AND window_start = $2")}) {
    TRY_VOID(run(sql));
  }
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
  TRY(SqlQuery insert, connection_->Prepare(statements_.insert));
  for (const NewRow& row : rows) {
    BindRow(&insert, change, row);
    TRY_VOID(insert.Run());
  }
  return {};
}

Result<std::vector<std::int64_t>> FactRows::ReplaceRows(const WindowChange& change,
                                                        const std::vector<NewRow>& rows) {
  TRY(const std::vector<StoredRow> held, ReadAll(change.stream, change.start));
  std::vector<std::int64_t> changed;
  auto old = held.begin();
  for (const NewRow& row : rows) {
    for (; old != held.end() && old->series < row.series; ++old) {
      TRY_VOID(DeleteRow(change, old->series));
      changed.push_back(old->series);
    }
    const bool was_held = old != held.end() && old->series == row.series;
    const bool equal = was_held && old->metrics == *row.metrics;
    if (!equal) {
      if (was_held) TRY_VOID(KeepRow(change, row.series));
      TRY_VOID(WriteRow(change, row));
      changed.push_back(row.series);
    }
    if (was_held) ++old;
  }
  for (; old != held.end(); ++old) {
    TRY_VOID(DeleteRow(change, old->series));
    changed.push_back(old->series);
  }
  return changed;
}

Status FactRows::WriteRow(const WindowChange& change, const NewRow& row) {
  TRY(SqlQuery write, connection_->Prepare(statements_.write));
  BindRow(&write, change, row);
  return write.Run();
}

Status FactRows::DeleteRow(const WindowChange& change, std::int64_t series) {
  TRY_VOID(KeepRow(change, series));
  TRY(SqlQuery remove, connection_->Prepare(statements_.remove));
  return remove.Bind(1, change.stream).Bind(2, change.start).Bind(3, series).Run();
}

Status FactRows::KeepRow(const WindowChange& change, std::int64_t series) {
  if (!change.keep_history) return {};
  TRY(SqlQuery keep, connection_->Prepare(statements_.keep));
  keep.Bind(1, change.stream).Bind(2, change.start).Bind(3, series).Bind(4, change.revision);
  return keep.Run();
}

}  // namespace cognitrack
