#include "ingest/compared_ledger.h"

namespace cognitrack {

std::vector<std::pair<Day, Day>> RunsOf(const std::vector<Day>& days) {
  std::vector<std::pair<Day, Day>> runs;
  for (const Day day : days) {
    if (!runs.empty() && day == runs.back().second + 1) {
      runs.back().second = day;
    } else {
      runs.emplace_back(day, day);
    }
  }
  return runs;
}

Result<std::vector<SourceRecord>> StoredLedger::Sources() { return store_.Sources(); }

Status StoredLedger::Choose(const SourceRecord& source, const StreamKey& key) {
  surface_ = key.surface;
  TRY(const std::vector<StreamRecord> streams, store_.Streams(source.id));
  for (const StreamRecord& stream : streams) {
    if (stream.key == key) stream_ = stream.id;
  }
  return {};
}

Result<std::vector<ComparedWindow>> StoredLedger::Windows(std::optional<Day> from,
                                                          std::optional<Day> to) {
  std::vector<ComparedWindow> windows;
  if (!stream_) return windows;
  TRY(const std::vector<WindowRecord> records,
      store_.Windows(*stream_, from.value_or(kFirstDay).start(), to.value_or(kLastDay).end()));
  for (const WindowRecord& record : records) {
    windows.push_back({record, StateOf(record, surface_, clock_.Now())});
  }
  return windows;
}

Status StoredLedger::ReadDays(
    const std::vector<Day>& days, SeriesTable* series,
    const std::function<bool(const LedgerRow&)>& row,
    const std::function<void(Day, const std::vector<UnknownMetric>&)>& unknown) {
  bool goes_on = true;
  for (const auto& run : RunsOf(days)) {
    TRY_VOID(store_.ReadRows(*stream_, run.first.start(), run.second.end(), std::nullopt, series,
                             [&](const LedgerRow& held) { return goes_on = row(held); }));
    if (!goes_on) return {};
    for (Day day = run.first; day <= run.second; day = day + 1) {
      TRY(const std::vector<UnknownMetric> metrics,
          store_.UnknownMetricsOf(*stream_, day.start(), std::nullopt, series));
      if (!metrics.empty()) unknown(day, metrics);
    }
  }
  return {};
}

}  // namespace cognitrack
