#include "ingest/pull_run.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "ingest/issue_codes.h"
#include "ingest/pull_target.h"
#include "ingest/query_days.h"
#include "ingest/query_reading.h"
#include "ingest/run_journal.h"
#include "ingest/window_storing.h"

namespace cognitrack {
namespace {

// After so many queries in a row without an answer the rest is left to the next run.
constexpr int kUnansweredInARow = 3;
// The series of earlier queries are kept for the next ones up to this many, to bound memory.
constexpr std::size_t kSeriesKept = 200'000;

std::string RangeText(const PlannedQuery& query) {
  if (query.start == query.end) return FormatDay(query.start);
  return FormatDay(query.start) + " – " + FormatDay(query.end);
}

class PullRun {
 public:
  PullRun(const PullOrder& order, PullEnvironment environment, PullTarget target)
      : order_(order),
        environment_(std::move(environment)),
        journal_(environment_.store, environment_.clock),
        target_(std::move(target)) {}

  Result<PullSummary> Execute();

 private:
  Status Pull();
  bool HasEnded() const { return stopped_ || gave_up_ || refusal_.has_value(); }
  Status BeginNext();
  Status Receive();
  Status LeaveUnread(const OrderedQuery& query, const Error& error, UtcSeconds now);
  Status Admit(const Answer& answer);
  Result<bool> ProveSameOrganisation(const OrderedQuery& query);
  Status Learn();
  Status StoreAdmitted();
  Status StoreDays(Answer& answer);
  Status TakeInWhatCame();
  void NoteGrain(const Answer& answer);
  void ReportProgress();
  Result<PullSummary> Finish(const Status& status);
  RunCounters& CountersOf(const OrderedQuery& query) {
    return journal_.run().chunks[query.chunk].counters;
  }
  Status Save();

  const PullOrder& order_;
  PullEnvironment environment_;
  RunJournal journal_;
  PullTarget target_;
  Grain grain_;
  std::deque<OrderedQuery> to_read_;
  std::shared_ptr<SeriesTable> series_ = std::make_shared<SeriesTable>();
  ProjectIds projects_;
  std::unique_ptr<QueryReading> coming_;  // The query that is being read.

  // Whether it is known that the key belongs to the source. Until then answers wait in `waiting_`:
  // they hold no row, so that they cost nothing, and none of them is stored should it be refused.
  bool identity_proven_ = false;
  std::deque<Answer> waiting_;
  std::size_t learned_ = 0;  // How many of `waiting_` taught already what they tell.

  Unstored unstored_;
  std::optional<Error> refusal_;
  bool stopped_ = false;
  bool gave_up_ = false;
  int unanswered_ = 0;
  std::int64_t days_done_ = 0;
  std::int64_t days_total_ = 0;
  std::chrono::milliseconds began_{0};
};

Result<PullSummary> PullRun::Execute() {
  began_ = environment_.clock.Elapsed();
  for (const OrderedQuery& ordered : order_.queries) {
    days_total_ += ordered.query.end - ordered.query.start + 1;
  }
  TRY_VOID(journal_.Begin(order_.run));
  const Status status = Pull();
  if (coming_ != nullptr) {
    coming_->Abandon();
    const Answer& unread = coming_->answer();
    CountersOf(unread.query).Add(unread.cost);
  }
  return Finish(status);
}

Status PullRun::Pull() {
  identity_proven_ = !target_.projects_known();
  if (target_.stream() != nullptr) TRY_VOID(target_.Establish(order_.history_start));
  ReportProgress();
  to_read_.assign(order_.queries.begin(), order_.queries.end());
  while (true) {
    if (environment_.stop_requested()) stopped_ = true;
    if (HasEnded()) break;
    if (coming_ == nullptr) TRY_VOID(BeginNext());
    if (coming_ == nullptr) break;
    TRY_VOID(Receive());
    if (!identity_proven_ || HasEnded()) continue;
    // What an answer teaches comes before the next question, its windows beside the next answer.
    TRY_VOID(Learn());
    TRY_VOID(BeginNext());
    TRY_VOID(StoreAdmitted());
  }
  if (stopped_ || refusal_) return {};
  // Nothing that was read told whose it is; nothing contradicts the source either.
  identity_proven_ = true;
  TRY_VOID(Learn());
  return StoreAdmitted();
}

Status PullRun::BeginNext() {
  if (to_read_.empty()) return {};
  Answer answer;
  answer.query = to_read_.front();
  if (series_->size() > kSeriesKept) series_ = std::make_shared<SeriesTable>();
  answer.series = series_;
  answer.now = environment_.clock.Now();
  const PlannedQuery& query = answer.query.query;
  if (const StreamRecord* stream = target_.stream()) {
    TRY(answer.held, environment_.store.Windows(stream->id, query.start.start(), query.end.end()));
  }
  PullQuery question = target_.QueryFor(query.start, query.end, answer.now);
  answer.asked = question.grain;
  to_read_.pop_front();
  coming_ = std::make_unique<QueryReading>(std::move(answer), std::move(question),
                                           environment_.provider, &projects_, environment_.spawner);
  return {};
}

Status PullRun::Receive() {
  const std::unique_ptr<QueryReading> reading = std::move(coming_);
  auto result = reading->Finish();
  Answer& answer = reading->answer();
  CountersOf(answer.query).Add(answer.cost);
  // An answer that came while the run was told to stop may be half of one.
  if (environment_.stop_requested()) {
    stopped_ = true;
    return {};
  }
  if (!result) return LeaveUnread(answer.query, result.error(), answer.now);
  unanswered_ = 0;
  CountersOf(answer.query).rows_read += result->rows;
  answer.result = std::move(*result);
  PlannedQuery& query = answer.query.query;
  if (answer.result.end <= query.start) {
    return Error{ErrorCode::kInvariant,
                 "the provider's answer to " + RangeText(query) + " ends before it begins"};
  }
  if (answer.result.end <= query.end) {
    OrderedQuery rest = answer.query;
    rest.query.start = answer.result.end;
    query.end = answer.result.end - 1;
    answer.ends_chunk = false;
    to_read_.push_front(std::move(rest));
  }
  TRY_VOID(Admit(answer));
  if (!refusal_) waiting_.push_back(std::move(answer));
  return {};
}

// Every day of the query stays as it is, and says why.
Status PullRun::LeaveUnread(const OrderedQuery& query, const Error& error, UtcSeconds now) {
  const std::int64_t days = query.query.end - query.query.start + 1;
  const std::string where = RangeText(query.query);
  if (const StreamRecord* stream = target_.stream()) {
    const Attempt attempt{AttemptOutcome::kParked, error.message, journal_.run().id, now};
    for (Day day = query.query.start; day <= query.query.end; day = day + 1) {
      TRY_VOID(environment_.store.RecordAttempt(stream->id, day.start(), day.end(), attempt));
    }
  }
  unstored_.Add(where, error, days);
  journal_.AddIssue(issue::kWindowParked, where, error.message, days);
  CountersOf(query).windows_parked += days;
  const bool passing = error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kTryLater;
  const bool only_this_query = error.code == ErrorCode::kProviderContract;
  if (passing) ++unanswered_;
  gave_up_ = passing ? unanswered_ >= kUnansweredInARow : !only_this_query;
  days_done_ += days;
  ReportProgress();
  return Save();
}

Status PullRun::Admit(const Answer& answer) {
  const auto match = target_.Match(answer.project_ids);
  if (!match) {
    refusal_ = match.error();
    return {};
  }
  // Bytes with use in them that are those of a held window come from the same organisation.
  for (const UtcSeconds start : answer.result.unchanged) {
    const WindowRecord* held = answer.FindHeld(start);
    if (held != nullptr && held->row_count > 0) identity_proven_ = true;
  }
  if (identity_proven_) return {};
  switch (*match) {
    case SourceMatch::kSame:
      identity_proven_ = true;
      return {};
    case SourceMatch::kUnknown: {
      const bool tells_nothing =
          std::all_of(answer.result.windows.begin(), answer.result.windows.end(),
                      [](const WindowRead& read) { return read.rows.empty(); });
      identity_proven_ = !tells_nothing;
      return {};
    }
    case SourceMatch::kDisjoint:
      break;
  }
  if (order_.source_given) {
    identity_proven_ = true;
    return {};
  }
  TRY(identity_proven_, ProveSameOrganisation(answer.query));
  if (!identity_proven_) {
    refusal_ = Error{ErrorCode::kUsage,
                     "this key reads project " + *answer.project_ids.begin() +
                         ", and none of the projects of source " + target_.source()->name +
                         ": it belongs to another organisation. Give that one a name of its own "
                         "with --source, or confirm with --source " +
                         target_.source()->name + " that it is the same"};
  }
  return {};
}

// Organisations replace their projects over the years, so that disjoint ids of different months
// prove nothing. One day that is held is read again: does the key see the projects of that day?
Result<bool> PullRun::ProveSameOrganisation(const OrderedQuery& query) {
  TRY(const std::vector<WindowRecord> records,
      environment_.store.Windows(target_.stream()->id, kFirstDay.start(), kLastDay.end()));
  const auto newest =
      std::find_if(records.rbegin(), records.rend(), [](const WindowRecord& record) {
        return record.has_content() && !record.pruned && !record.totals.IsZero();
      });
  if (newest == records.rend()) return false;
  const Day day = DayOf(newest->start);
  Answer proof;
  proof.query = query;
  proof.series = series_;
  QueryReading reading(std::move(proof), target_.QueryFor(day, day, environment_.clock.Now()),
                       environment_.provider, &projects_, environment_.spawner);
  const auto result = reading.Finish();
  CountersOf(query).Add(reading.answer().cost);
  if (!result) return false;
  CountersOf(query).rows_read += result->rows;
  const auto match = target_.Match(reading.answer().project_ids);
  return match && *match == SourceMatch::kSame;
}

Status PullRun::Learn() {
  for (; learned_ < waiting_.size(); ++learned_) {
    Answer& answer = waiting_[learned_];
    TRY_VOID(target_.Establish(order_.history_start));
    NoteGrain(answer);
    TRY_VOID(target_.Remember(answer.result, answer.asked, answer.now));
    for (PullIssue& found : answer.result.issues) {
      journal_.AddIssue(found.code, std::move(found.where), std::move(found.detail), found.count);
    }
  }
  return {};
}

Status PullRun::StoreAdmitted() {
  while (!waiting_.empty() && !stopped_) {
    Answer answer = std::move(waiting_.front());
    waiting_.pop_front();
    --learned_;
    TRY_VOID(StoreDays(answer));
    TRY_VOID(Save());
  }
  return {};
}

Status PullRun::StoreDays(Answer& answer) {
  TRY(std::vector<QueryDay> days, QueryDaysOf(answer.query.query, &answer.result));
  RunCounters& counters = CountersOf(answer.query);
  WindowStoring storing(environment_.store, *target_.stream(), journal_, unstored_);
  for (QueryDay& day : days) {
    if (environment_.stop_requested()) {
      stopped_ = true;
      return {};
    }
    // At midnight the day that begins has nothing to say yet, which is no failure.
    if (day.day.start() >= answer.now) continue;
    if (day.read.read_at == 0) day.read.read_at = answer.now;
    TRY_VOID(storing.Store(day, answer.FindHeld(day.day.start()), *answer.series, answer.now,
                           &counters));
    day.read = {};
    ++days_done_;
    ReportProgress();
    TRY_VOID(TakeInWhatCame());
  }
  if (answer.ends_chunk && counters.windows_parked == 0) {
    journal_.run().chunks[answer.query.chunk].done = true;
  }
  return {};
}

// An answer that came while days are stored makes room for the next question. No more than one
// waits, so that memory stays bounded.
Status PullRun::TakeInWhatCame() {
  if (coming_ == nullptr || !coming_->IsDone() || !waiting_.empty() || HasEnded()) return {};
  TRY_VOID(Receive());
  if (!identity_proven_ || HasEnded()) return {};
  TRY_VOID(Learn());
  return BeginNext();
}

void PullRun::NoteGrain(const Answer& answer) {
  const bool accepted = !answer.result.windows.empty() || !answer.result.unchanged.empty();
  if (!accepted) return;
  grain_ = answer.result.grain;
  if (grain_ == answer.asked) return;
  std::string dropped;
  for (const std::string& name : answer.asked.names()) {
    if (grain_.Has(name)) continue;
    dropped += (dropped.empty() ? "" : ", ") + name;
  }
  journal_.AddIssue(issue::kGrainFellBack, FormatDay(answer.query.query.start),
                    "the provider refuses to group by " + dropped +
                        "; asked again without it, and with it in a week");
}

void PullRun::ReportProgress() {
  ProgressReport report;
  report.what = order_.title;
  report.windows_done = days_done_;
  report.windows_total = days_total_;
  for (const RunChunk& chunk : journal_.run().chunks) report.rows += chunk.counters.rows_read;
  report.elapsed_ms = (environment_.clock.Elapsed() - began_).count();
  environment_.progress.Report(report);
}

Status PullRun::Save() {
  RunRecord& run = journal_.run();
  run.counters = {};
  for (const RunChunk& chunk : run.chunks) run.counters.Add(chunk.counters);
  return journal_.Save();
}

// How the run ended, in the order of what matters most.
Result<PullSummary> PullRun::Finish(const Status& status) {
  TRY_VOID(Save());
  std::string_view outcome = outcome::kOk;
  int exit_code = 0;
  std::string message;
  const std::int64_t left = days_total_ - days_done_ + unstored_.days;
  const std::string not_stored =
      std::to_string(left) + " of " + std::to_string(days_total_) + " days were not stored";
  if (!status) {
    outcome = outcome::kFailed;
    exit_code = ExitCodeOf(status.error().code);
    message = status.error().message + "; " + not_stored + "; " + order_.advice;
  } else if (refusal_) {
    outcome = outcome::kFailed;
    exit_code = ExitCodeOf(refusal_->code);
    message = refusal_->message + "; " + not_stored;
  } else if (stopped_) {
    outcome = outcome::kInterrupted;
    exit_code = ExitCodeOf(ErrorCode::kTryLater);
    message = "interrupted; " + order_.advice_when_stopped;
  } else if (!unstored_.first_of.empty()) {
    const Error worst = unstored_.Worst();
    outcome = outcome::kFailed;
    exit_code = ExitCodeOf(worst.code);
    message = not_stored + ": " + worst.message + "; " + order_.advice;
  }
  TRY_VOID(journal_.Finish(outcome, exit_code, std::move(message)));
  PullSummary summary;
  summary.run = journal_.run();
  for (const OrderedQuery& ordered : order_.queries) summary.plan.push_back(ordered.query);
  summary.grain = grain_;
  return summary;
}

}  // namespace

Result<PullSummary> RunPull(const PullOrder& order, PullEnvironment environment) {
  TRY(PullTarget target,
      PullTarget::Find(environment.store, order.run.source, environment.provider.name()));
  return PullRun(order, std::move(environment), std::move(target)).Execute();
}

}  // namespace cognitrack
