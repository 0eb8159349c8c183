#include "store/usage_rows.h"

#include <algorithm>

#include "store/metric_columns.h"

namespace cognitrack {
namespace {

std::string InsertRow() {
  return "INSERT INTO usage (stream, window_start, series, since, " + MetricColumns() +
         ") VALUES ($1, $2, $3, $4, " + MetricParameters(5) + ")";
}

StoredRow RowIn(const SqlQuery& query, int first) {
  return {query.Integer(first), query.Metrics(first + 1)};
}

void BindRow(SqlQuery* query, const WindowChange& change, const NewRow& row) {
  query->Bind(1, change.stream).Bind(2, change.start).Bind(3, row.series).Bind(4, change.revision);
  query->BindMetrics(5, *row.metrics);
}

std::size_t CountUnited(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  std::vector<std::int64_t> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all.size();
}

}  // namespace

Status UsageRows::Read(std::int64_t stream, UtcSeconds start, std::optional<std::int64_t> as_of,
                       const std::function<bool(const StoredRow&)>& row) {
  static const std::string kNow = "SELECT series, " + MetricColumns() +
                                  " FROM usage WHERE stream = $1 AND window_start = $2 "
                                  "ORDER BY series";
  static const std::string kThen =
      "SELECT series, " + MetricColumns() +
      " FROM usage WHERE stream = $1 AND window_start = $2 AND since <= $3 UNION ALL "
      "SELECT series, " +
      MetricColumns() +
      " FROM usage_history WHERE stream = $1 AND window_start = $2 AND since <= $3 "
      "AND until_revision > $3 ORDER BY series";
  TRY(SqlQuery query, connection_->Prepare(as_of ? kThen : kNow));
  query.Bind(1, stream).Bind(2, start);
  if (as_of) query.Bind(3, *as_of);
  while (true) {
    TRY(const bool more, query.Step());
    if (!more || !row(RowIn(query, 0))) return {};
  }
}

Status UsageRows::Probe(std::int64_t stream, UtcSeconds start,
                        const std::vector<std::int64_t>& series,
                        const std::function<bool(const StoredRow&)>& row) {
  static const std::string kSql = "SELECT series, " + MetricColumns() +
                                  " FROM usage WHERE stream = $1 AND window_start = $2 "
                                  "AND series = $3";
  TRY(SqlQuery query, connection_->Prepare(kSql));
  for (const std::int64_t id : series) {
    TRY(const bool found, query.Bind(1, stream).Bind(2, start).Bind(3, id).Step());
    if (found && !row(RowIn(query, 0))) return {};
    query.Reset();
  }
  return {};
}

Result<std::vector<StoredRow>> UsageRows::ReadAll(std::int64_t stream, UtcSeconds start) {
  std::vector<StoredRow> rows;
  TRY_VOID(Read(stream, start, std::nullopt, [&rows](const StoredRow& row) {
    rows.push_back(row);
    return true;
  }));
  return rows;
}

Result<std::int64_t> UsageRows::Replace(const WindowChange& change, const std::vector<NewRow>& rows,
                                        const std::vector<StoredUnknown>& unknown,
                                        bool holds_rows) {
  if (!holds_rows) {
    TRY_VOID(Insert(change, rows));
    for (const StoredUnknown& metric : unknown) TRY_VOID(WriteUnknown(change, metric));
    return static_cast<std::int64_t>(rows.size());
  }
  TRY(const std::vector<std::int64_t> changed, ReplaceRows(change, rows));
  TRY(const std::vector<std::int64_t> changed_too, ReplaceUnknown(change, unknown));
  return static_cast<std::int64_t>(CountUnited(changed, changed_too));
}

Status UsageRows::Insert(const WindowChange& change, const std::vector<NewRow>& rows) {
  static const std::string kSql = InsertRow();
  TRY(SqlQuery insert, connection_->Prepare(kSql));
  for (const NewRow& row : rows) {
    BindRow(&insert, change, row);
    TRY_VOID(insert.Run());
  }
  return {};
}

Result<std::vector<std::int64_t>> UsageRows::ReplaceRows(const WindowChange& change,
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

Status UsageRows::WriteRow(const WindowChange& change, const NewRow& row) {
  static const std::string kSql =
      InsertRow() + " ON CONFLICT (stream, window_start, series) DO UPDATE SET since = $4, " +
      MetricsFromExcluded();
  TRY(SqlQuery write, connection_->Prepare(kSql));
  BindRow(&write, change, row);
  return write.Run();
}

Status UsageRows::DeleteRow(const WindowChange& change, std::int64_t series) {
  TRY_VOID(KeepRow(change, series));
  TRY(SqlQuery remove, connection_->Prepare("DELETE FROM usage WHERE stream = $1 AND "
                                            "window_start = $2 AND series = $3"));
  return remove.Bind(1, change.stream).Bind(2, change.start).Bind(3, series).Run();
}

Status UsageRows::KeepRow(const WindowChange& change, std::int64_t series) {
  static const std::string kSql =
      "INSERT INTO usage_history (stream, window_start, series, since, until_revision, " +
      MetricColumns() + ") SELECT stream, window_start, series, since, $4, " + MetricColumns() +
      " FROM usage WHERE stream = $1 AND window_start = $2 AND series = $3";
  if (!change.keep_history) return {};
  TRY(SqlQuery keep, connection_->Prepare(kSql));
  keep.Bind(1, change.stream).Bind(2, change.start).Bind(3, series).Bind(4, change.revision);
  return keep.Run();
}

}  // namespace cognitrack
