#include "store/window_rows.h"

#include "store/window_sum.h"

namespace cognitrack {

// Somebody who reads day after day into one table meets the same series again and again.
SeriesLookup& WindowRows::LookupFor(SeriesTable* series) {
  if (!lookup_ || lookup_->table_id() != series->id()) lookup_.emplace(&parts_.dictionary, series);
  return *lookup_;
}

Status WindowRows::Read(std::int64_t stream_id, UtcSeconds from, UtcSeconds to,
                        std::optional<std::int64_t> as_of, SeriesTable* series,
                        const std::function<bool(const LedgerRow&)>& row) {
  TRY(SqlTransaction snapshot, parts_.connection.BeginRead());
  TRY(const StreamRecord stream, parts_.streams.WithId(stream_id));
  TRY(const std::vector<WindowRecord> windows,
      parts_.windows.WithContent(stream_id, from, to, as_of));
  TRY(auto scan, parts_.facts.Of(stream.key).Scan({stream_id, from, to}, as_of));
  SeriesLookup& lookup = LookupFor(series);
  for (const WindowRecord& window : windows) {
    if (window.pruned && window.row_count > 0) {
      return Error{ErrorCode::kConfig,
                   FormatDay(DayOf(window.start)) +
                       ": the rows of this day were pruned, only its totals and roll-ups are kept; "
                       "'cognitrack backfill --allow-pruned' can read it again"};
    }
    LedgerRow ledger_row;
    ledger_row.day = DayOf(window.start);
    WindowSum sum(&window);
    bool stopped = false;
    std::optional<Error> error;
    TRY_VOID(scan.Read(window.start, [&](const StoredRow& stored) {
      auto ref = lookup.RefOf(stored.series);
      if (!ref) {
        error = ref.error();
        return false;
      }
      sum.Add(1, stored.metrics);
      ledger_row.series = *ref;
      ledger_row.metrics = stored.metrics;
      stopped = !row(ledger_row);
      return !stopped;
    }));
    if (error) return *error;
    if (stopped) return {};
    TRY_VOID(sum.Verify());
  }
  return {};
}

Result<std::vector<UnknownMetric>> WindowRows::UnknownMetricsOf(std::int64_t stream_id,
                                                                UtcSeconds start,
                                                                std::optional<std::int64_t> as_of,
                                                                SeriesTable* series) {
  TRY(SqlTransaction snapshot, parts_.connection.BeginRead());
  TRY(const auto windows, parts_.windows.WithContent(stream_id, start, start + 1, as_of));
  std::vector<UnknownMetric> metrics;
  if (windows.empty()) return metrics;
  TRY(const StreamRecord stream, parts_.streams.WithId(stream_id));
  TRY(const std::vector<StoredUnknown> stored,
      parts_.facts.Of(stream.key).ReadUnknown(stream_id, start, as_of));
  SeriesLookup& lookup = LookupFor(series);
  for (const StoredUnknown& metric : stored) {
    TRY(const SeriesRef ref, lookup.RefOf(metric.series));
    metrics.push_back({ref, metric.name, metric.value});
  }
  return metrics;
}

}  // namespace cognitrack
