#include "ingest/ledger_reading.h"

#include <utility>

namespace cognitrack {
namespace {

constexpr std::int64_t kRowsPerLook = 16'384;

}  // namespace

LedgerReading::LedgerReading(std::vector<DayToTally> days, const LedgerReadingSources& sources,
                             Spawner& spawner)
    : days_(std::move(days)), sources_(sources) {
  task_ = spawner.Spawn([this] { read_ = Read(); });
}

LedgerReading::~LedgerReading() {
  abandoned_ = true;
  task_.reset();
}

Result<std::vector<TalliedDay>> LedgerReading::Finish() {
  task_->Wait();
  TRY_VOID(read_);
  return sources_.tally.Finish();
}

// Days that follow each other are read together, those between them are not.
Status LedgerReading::Read() {
  sources_.tally.Begin(days_);
  for (std::size_t first = 0; first < days_.size();) {
    std::size_t last = first;
    while (last + 1 < days_.size() && days_[last + 1].day == days_[last].day + 1) ++last;
    TRY_VOID(ReadRun(first, last));
    first = last + 1;
  }
  return {};
}

Status LedgerReading::ReadRun(std::size_t first, std::size_t last) {
  std::int64_t rows = 0;
  bool stopped = false;
  const auto add = [&](const LedgerRow& row) {
    sources_.tally.AddRow(row.day, row.series, row.metrics);
    if (++rows % kRowsPerLook == 0) stopped = abandoned_ || sources_.stop_requested();
    return !stopped;
  };
  TRY_VOID(sources_.store.ReadRows(sources_.stream, days_[first].day.start(), days_[last].day.end(),
                                   std::nullopt, &sources_.series, add));
  if (stopped) {
    return Error{ErrorCode::kTryLater, "interrupted while comparing; nothing was recorded"};
  }
  for (std::size_t i = first; i <= last; ++i) {
    const Day day = days_[i].day;
    TRY(const std::vector<UnknownMetric> unknown,
        sources_.store.UnknownMetricsOf(sources_.stream, day.start(), std::nullopt,
                                        &sources_.series));
    if (!unknown.empty()) sources_.tally.AddDecimals(day, unknown);
  }
  return {};
}

}  // namespace cognitrack
