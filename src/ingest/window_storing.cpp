#include "ingest/window_storing.h"

#include <string>

#include "ingest/issue_codes.h"
#include "ingest/pull_order.h"

namespace cognitrack {
namespace {

// Whether the store refuses this window for what it holds, and not because the store itself fails.
bool IsAboutTheWindow(const Error& error) {
  return error.code == ErrorCode::kBadInput || error.code == ErrorCode::kProviderContract;
}

void Count(const CommitOutcome& committed, RunCounters* counters) {
  counters->rows_written += committed.rows_written;
  switch (committed.decision.action) {
    case WindowAction::kStore:
    case WindowAction::kReplace:
      ++counters->windows_changed;
      break;
    case WindowAction::kConfirm:
      ++counters->windows_unchanged;
      break;
    case WindowAction::kHoldEmpty:
    case WindowAction::kKeepApi:
    case WindowAction::kKeepPruned:
      break;
  }
}

WindowOutcome OutcomeOf(WindowAction action) {
  switch (action) {
    case WindowAction::kStore:
      return WindowOutcome::kStored;
    case WindowAction::kReplace:
      return WindowOutcome::kUpdated;
    case WindowAction::kConfirm:
      return WindowOutcome::kUnchanged;
    case WindowAction::kHoldEmpty:
      return WindowOutcome::kEmptyUnconfirmed;
    case WindowAction::kKeepApi:
    case WindowAction::kKeepPruned:
      break;
  }
  return WindowOutcome::kSkipped;
}

std::string DetailOf(std::string_view code) {
  if (code == issue::kEmptyUnconfirmed) {
    return "the provider gave no use for a day that holds some; what is held stays until another "
           "run, an hour or more later, reads the same";
  }
  if (code == issue::kSettledWindowChanged) {
    return "the provider restated a settled day; what it replaced is kept as history";
  }
  if (code == issue::kCoarserReadDiffers) {
    return "read without a dimension that the provider now refuses, and the numbers differ from "
           "the "
           "finer ones, which are kept as history";
  }
  return "";
}

}  // namespace

void Unstored::Add(const std::string& where, const Error& error, std::int64_t day_count) {
  const ErrorCode code =
      error.code == ErrorCode::kBadInput ? ErrorCode::kProviderContract : error.code;
  first_of.try_emplace(code, where + ": " + error.message);
  days += day_count;
}

Error Unstored::Worst() const {
  std::vector<ErrorCode> codes;
  for (const auto& [code, text] : first_of) codes.push_back(code);
  const ErrorCode worst = WorstOf(codes);
  return {worst, first_of.at(worst)};
}

Status WindowStoring::Store(const QueryDay& day, const WindowRecord* held,
                            const SeriesTable& series, UtcSeconds now, RunCounters* counters) {
  // What was pruned on purpose does not come back by itself.
  if (held != nullptr && held->pruned && !day.read.revives_pruned) {
    Note(day.day, WindowOutcome::kSkipped);
    return {};
  }
  switch (day.kind) {
    case QueryDay::Kind::kRead:
      return StoreRead(day, series, now, counters);
    case QueryDay::Kind::kUnchanged:
      ++counters->windows_unchanged;
      Note(day.day, WindowOutcome::kUnchanged);
      return store_.ConfirmWindow(stream_.id, day.day.start(), now, journal_.run().id);
    case QueryDay::Kind::kParked:
      return Park(day.day, day.error, now, counters);
  }
  return {};
}

Status WindowStoring::StoreRead(const QueryDay& day, const SeriesTable& series, UtcSeconds now,
                                RunCounters* counters) {
  const auto committed = store_.CommitWindow(stream_.id, day.read, series, journal_.run().id);
  if (!committed) {
    if (!IsAboutTheWindow(committed.error())) return committed.error();
    return Park(day.day, committed.error(), now, counters);
  }
  Count(*committed, counters);
  Note(day.day, OutcomeOf(committed->decision.action), committed->rows_written);
  const std::string_view code = committed->decision.issue_code;
  if (!code.empty()) journal_.AddIssue(code, PlaceOf(day.day), DetailOf(code));
  return {};
}

Status WindowStoring::Park(Day day, const Error& error, UtcSeconds now, RunCounters* counters) {
  const Attempt attempt{AttemptOutcome::kParked, error.message, journal_.run().id, now};
  TRY_VOID(store_.RecordAttempt(stream_.id, day.start(), day.end(), attempt));
  ++counters->windows_parked;
  unstored_.Add(PlaceOf(day), error, 1);
  journal_.AddParked(stream_.key.surface, PlaceOf(day), error.message, 1, day);
  return {};
}

void WindowStoring::Note(Day day, WindowOutcome outcome, std::int64_t rows_written) {
  journal_.NoteWindow({stream_.key.surface, outcome, 1, rows_written, {}, {}, day});
}

std::string WindowStoring::PlaceOf(Day day) const {
  return PlaceIn(stream_.key.surface, FormatDay(day));
}

}  // namespace cognitrack
