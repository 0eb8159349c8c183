// The part of FactRows about metrics without a column of their own: few, and text.
#include <algorithm>

#include "store/fact_rows.h"

namespace cognitrack {
namespace {

bool Before(const StoredUnknown& a, const StoredUnknown& b) {
  return a.series != b.series ? a.series < b.series : a.name < b.name;
}

void BindKey(SqlQuery* query, const WindowChange& change, const StoredUnknown& unknown) {
  query->Bind(1, change.stream).Bind(2, change.start).Bind(3, unknown.series);
  query->BindText(4, unknown.name);
}

}  // namespace

Result<std::vector<StoredUnknown>> FactRows::ReadUnknown(std::int64_t stream, UtcSeconds start,
                                                         std::optional<std::int64_t> as_of) {
  static constexpr std::string_view kNow =
      "SELECT series, name, value FROM unknown_metrics WHERE stream = $1 AND window_start = $2";
  static constexpr std::string_view kThen =
      "SELECT series, name, value FROM unknown_metrics WHERE stream = $1 AND window_start = $2 "
      "AND since <= $3 UNION ALL SELECT series, name, value FROM unknown_metrics_history "
      "WHERE stream = $1 AND window_start = $2 AND since <= $3 AND until_revision > $3";
  TRY(SqlQuery query, connection_->Prepare(as_of ? kThen : kNow));
  query.Bind(1, stream).Bind(2, start);
  if (as_of) query.Bind(3, *as_of);
  std::vector<StoredUnknown> unknown;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) break;
    unknown.push_back({query.Integer(0), query.Text(1), query.Text(2)});
  }
  std::sort(unknown.begin(), unknown.end(), Before);
  return unknown;
}

Result<RowScan<StoredUnknown>> FactRows::ScanUnknown(const WindowRange& range,
                                                     std::optional<std::int64_t> as_of) {
  static const std::string kScan = "SELECT window_start, series, name, value FROM ";
  static const std::string kRange =
      " WHERE stream = $1 AND window_start >= $2 AND window_start < $3";
  static const std::string kNow = kScan + "unknown_metrics" + kRange + " ORDER BY window_start";
  static const std::string kThen = kScan + "unknown_metrics" + kRange +
                                   " AND since <= $4 UNION ALL " + kScan +
                                   "unknown_metrics_history" + kRange +
                                   " AND since <= $4 AND until_revision > $4 ORDER BY window_start";
  TRY(SqlQuery query, connection_->PrepareScan(as_of ? kThen : kNow));
  query.Bind(1, range.stream).Bind(2, range.from).Bind(3, range.to);
  if (as_of) query.Bind(4, *as_of);
  return RowScan<StoredUnknown>(WindowScan(std::move(query)), [](const SqlQuery& row) {
    return StoredUnknown{row.Integer(1), row.Text(2), row.Text(3)};
  });
}

Result<std::vector<std::int64_t>> FactRows::ReplaceUnknown(
    const WindowChange& change, const std::vector<StoredUnknown>& unknown) {
  TRY(const std::vector<StoredUnknown> held,
      ReadUnknown(change.stream, change.start, std::nullopt));
  std::vector<std::int64_t> changed;
  auto old = held.begin();
  for (const StoredUnknown& metric : unknown) {
    for (; old != held.end() && Before(*old, metric); ++old) {
      TRY_VOID(DeleteUnknown(change, *old));
      changed.push_back(old->series);
    }
    const bool was_held = old != held.end() && !Before(metric, *old);
    const bool equal = was_held && old->value == metric.value;
    if (!equal) {
      if (was_held) TRY_VOID(DeleteUnknown(change, *old));
      TRY_VOID(WriteUnknown(change, metric));
      changed.push_back(metric.series);
    }
    if (was_held) ++old;
  }
  for (; old != held.end(); ++old) {
    TRY_VOID(DeleteUnknown(change, *old));
    changed.push_back(old->series);
  }
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  return changed;
}

Status FactRows::RemoveUnknown(std::int64_t stream, UtcSeconds start) {
  for (const std::string_view table : {"unknown_metrics", "unknown_metrics_history"}) {
    TRY(SqlQuery remove, connection_->Prepare("DELETE FROM " + std::string(table) +
                                              " WHERE stream = $1 AND window_start = $2"));
    TRY_VOID(remove.Bind(1, stream).Bind(2, start).Run());
  }
  return {};
}

Status FactRows::WriteUnknown(const WindowChange& change, const StoredUnknown& unknown) {
  TRY(SqlQuery write, connection_->Prepare(
                          "INSERT INTO unknown_metrics (stream, window_start, series, name, since, "
                          "value) VALUES ($1, $2, $3, $4, $5, $6)"));
  BindKey(&write, change, unknown);
  return write.Bind(5, change.revision).BindText(6, unknown.value).Run();
}

Status FactRows::DeleteUnknown(const WindowChange& change, const StoredUnknown& unknown) {
  TRY_VOID(KeepUnknown(change, unknown));
  TRY(SqlQuery remove,
      connection_->Prepare("DELETE FROM unknown_metrics WHERE stream = $1 AND window_start = $2 "
                           "AND series = $3 AND name = $4"));
  BindKey(&remove, change, unknown);
  return remove.Run();
}

Status FactRows::KeepUnknown(const WindowChange& change, const StoredUnknown& unknown) {
  if (!change.keep_history) return {};
  TRY(SqlQuery keep,
      connection_->Prepare(
          "INSERT INTO unknown_metrics_history (stream, window_start, series, name, since, "
          "until_revision, value) SELECT stream, window_start, series, name, since, $5, value "
          "FROM unknown_metrics WHERE stream = $1 AND window_start = $2 AND series = $3 "
          "AND name = $4"));
  BindKey(&keep, change, unknown);
  return keep.Bind(5, change.revision).Run();
}

}  // namespace cognitrack
