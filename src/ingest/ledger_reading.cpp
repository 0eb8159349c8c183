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

Status LedgerReading::Read() {
  sources_.tally.Begin(days_);
  std::vector<Day> days;
  for (const DayToTally& day : days_) days.push_back(day.day);
  std::int64_t rows = 0;
  bool stopped = false;
  TRY_VOID(sources_.ledger.ReadDays(
      days, &sources_.series,
      [&](const LedgerRow& row) {
        sources_.tally.AddRow(row.day, row.series, row.metrics);
        if (++rows % kRowsPerLook == 0) stopped = abandoned_ || sources_.stop_requested();
        return !stopped;
      },
      [&](Day day, const std::vector<UnknownMetric>& unknown) {
        sources_.tally.AddDecimals(day, unknown);
      }));
  return stopped ? Status(ComparisonInterrupted()) : Status();
}

Error ComparisonInterrupted() {
  return {ErrorCode::kTryLater, "interrupted while comparing; nothing was recorded"};
}

}  // namespace cognitrack
