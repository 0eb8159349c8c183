#include "ingest/pull_run.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/check.h"
#include "ingest/issue_codes.h"
#include "ingest/pull_ending.h"
#include "ingest/pull_shadow.h"
#include "ingest/pull_target.h"
#include "ingest/query_days.h"
#include "ingest/query_reading.h"
#include "ingest/run_journal.h"
#include "ingest/source_proof.h"
#include "ingest/surface_answers.h"
#include "ingest/window_storing.h"

namespace cognitrack {
namespace {

// After so many queries in a row without an answer the rest is left to the next run.
constexpr int kUnansweredInARow = 3;
// The series of earlier queries are kept for the next ones up to this many, to bound memory.
constexpr std::size_t kSeriesKept = 200'000;
constexpr std::chrono::seconds kBetweenHeartbeats{2};

std::string PlaceOf(const PlannedQuery& query) {
  const std::string first = FormatDay(query.start);
  return PlaceIn(query.surface,
                 query.start == query.end ? first : first + " – " + FormatDay(query.end));
}

std::int64_t DaysOf(const PlannedQuery& query) { return query.end - query.start + 1; }

const Surface& SurfaceOf(const PlannedQuery& query) {
  const Surface* surface = FindSurface(query.surface);
  CHECK(surface != nullptr, "a plan holds surfaces that there are");
  return *surface;
}

class PullRun {
 public:
  PullRun(const PullOrder& order, PullEnvironment environment, PullTarget target)
      : order_(order),
        environment_(std::move(environment)),
        journal_(environment_.store, environment_.clock, environment_.observer),
        target_(std::move(target)),
        proof_(target_, environment_, order.source_given),
        shadow_(environment_, journal_) {}

  Result<PullSummary> Execute();

 private:
  Status Pull();
  bool HasEnded() const { return stopped_ || gave_up_ || proof_.refusal().has_value(); }
  Status BeginNext();
  Status Receive();
  Status TurnAway(const OrderedQuery& query, const PullResult& result, UtcSeconds now);
  template <typename Condition>
  void LeaveOut(const Condition& condition);
  std::optional<Day> HistoryStartOf(const Surface& surface) const;
  Status RememberTurnedAway();
  Status LeaveUnread(const OrderedQuery& query, const Error& error, UtcSeconds now);
  Status Learn();
  Status StoreAdmitted();
  Status StoreDays(QueryAnswer& answer);
  Status TakeInWhatCame();
  void NoteGrain(const QueryAnswer& answer);
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
  SourceProof proof_;
  PullShadow shadow_;
  Grain grain_;
  std::deque<OrderedQuery> to_read_;
  std::shared_ptr<SeriesTable> series_ = std::make_shared<SeriesTable>();
  ProjectIds projects_;
  SurfaceAnswers surfaces_;
  std::unique_ptr<QueryReading> coming_;  // The query that is being read.

  // Until it is known that the key belongs to the source answers wait here: they hold no row, so
  // that they cost nothing, and none of them is stored should it be refused.
  std::deque<QueryAnswer> waiting_;
  std::size_t learned_ = 0;  // How many of `waiting_` taught already what they tell.

  Unstored unstored_;
  bool stopped_ = false;
  bool gave_up_ = false;
  int unanswered_ = 0;
  std::int64_t days_done_ = 0;
  std::int64_t days_total_ = 0;
  std::chrono::milliseconds began_{0};
};

Result<PullSummary> PullRun::Execute() {
  began_ = environment_.clock.Elapsed();
  for (const OrderedQuery& ordered : order_.queries) days_total_ += DaysOf(ordered.query);
  TRY_VOID(journal_.Begin(WithKey(order_.run, environment_.key)));
  TRY_VOID(shadow_.Begin());
  const Status status = Pull();
  if (coming_ != nullptr) {
    coming_->Abandon();
    CountersOf(coming_->answer().query).Add(coming_->answer().cost);
  }
  return Finish(status);
}

Status PullRun::Pull() {
  for (const Surface* surface : SurfacesIn(order_.run.chunks)) {
    if (target_.stream(*surface) == nullptr) continue;
    TRY_VOID(target_.Establish(*surface, HistoryStartOf(*surface)));
  }
  ReportProgress();
  to_read_.assign(order_.queries.begin(), order_.queries.end());
  while (true) {
    if (environment_.stop_requested()) stopped_ = true;
    if (HasEnded()) break;
    if (coming_ == nullptr) TRY_VOID(BeginNext());
    if (coming_ == nullptr) break;
    TRY_VOID(Receive());
    if (!proof_.proven() || HasEnded()) continue;
    // What an answer teaches comes before the next question, its windows beside the next answer.
    TRY_VOID(Learn());
    TRY_VOID(BeginNext());
    TRY_VOID(StoreAdmitted());
  }
  if (stopped_ || proof_.refusal()) return {};
  proof_.TakeAsProven();
  TRY_VOID(Learn());
  TRY_VOID(StoreAdmitted());
  return RememberTurnedAway();
}

Status PullRun::BeginNext() {
  if (to_read_.empty()) return {};
  QueryAnswer answer;
  answer.query = to_read_.front();
  if (series_->size() > kSeriesKept) series_ = std::make_shared<SeriesTable>();
  answer.series = series_;
  answer.now = environment_.clock.Now();
  const PlannedQuery& query = answer.query.query;
  const Surface& surface = SurfaceOf(query);
  if (const StreamRecord* stream = target_.stream(surface)) {
    TRY(answer.held, environment_.store.Windows(stream->id, query.start.start(), query.end.end()));
  }
  PullQuery question = target_.QueryFor(surface, query.start, query.end, answer.now);
  answer.asked = question.grain;
  to_read_.pop_front();
  coming_ = std::make_unique<QueryReading>(std::move(answer), std::move(question),
                                           environment_.provider, &projects_, environment_.spawner);
  return {};
}

Status PullRun::Receive() {
  while (!coming_->WaitFor(kBetweenHeartbeats)) {
    TRY_VOID(environment_.store.KeepLeases());
    if (environment_.stop_requested()) coming_->EndSoon();
  }
  const std::unique_ptr<QueryReading> reading = std::move(coming_);
  auto result = reading->Finish();
  QueryAnswer& answer = reading->answer();
  CountersOf(answer.query).Add(answer.cost);
  // An answer that came while the run was told to stop may be half of one.
  if (environment_.stop_requested()) {
    stopped_ = true;
    return {};
  }
  if (!result) return LeaveUnread(answer.query, result.error(), answer.now);
  unanswered_ = 0;
  if (IsTurnedAway(result->surface_state)) return TurnAway(answer.query, *result, answer.now);
  surfaces_.NoteAnswered(SurfaceOf(answer.query.query));
  CountersOf(answer.query).rows_read += result->rows;
  answer.result = std::move(*result);
  PlannedQuery& query = answer.query.query;
  if (answer.result.end <= query.start) {
    return Error{ErrorCode::kInvariant,
                 "the provider's answer to " + PlaceOf(query) + " ends before it begins"};
  }
  if (answer.result.end <= query.end) {
    OrderedQuery rest = answer.query;
    rest.query.start = answer.result.end;
    query.end = answer.result.end - 1;
    answer.ends_chunk = false;
    to_read_.push_front(std::move(rest));
  }
  TRY_VOID(proof_.Look(answer, &projects_, &CountersOf(answer.query)));
  if (!proof_.refusal()) waiting_.push_back(std::move(answer));
  return {};
}

// The key may not read the surface, or the provider does not know it: the rest of it is not asked
// for, and its days count nowhere.
Status PullRun::TurnAway(const OrderedQuery& query, const PullResult& result, UtcSeconds now) {
  const Surface& surface = SurfaceOf(query.query);
  // Where not even completions are known, the address is wrong.
  const bool wrong_address =
      surface.name == kCompletions && result.surface_state == SurfaceState::kNotOffered;
  if (wrong_address) {
    LeaveOut([](const PlannedQuery& other) { return other.surface != kCompletions; });
  }
  if (wrong_address || surfaces_.HasAnswered(surface)) {
    Error error = result.why_turned_away;
    error.message += "; nothing of " + FormatDay(query.query.start) + " to " +
                     FormatDay(query.query.end) + " was stored";
    return LeaveUnread(query, error, now);
  }
  days_total_ -= DaysOf(query.query);
  LeaveOut([&surface](const PlannedQuery& other) { return other.surface == surface.name; });
  const bool refused = result.surface_state == SurfaceState::kRefused;
  journal_.AddIssue(refused ? issue::kSurfaceRefused : issue::kSurfaceUnknown,
                    std::string(surface.name),
                    refused ? "the key has no right to read it; nothing of it is asked for"
                            : "the provider does not know it; nothing of it is asked for");
  surfaces_.NoteTurnedAway(surface, {result.surface_state, result.why_turned_away});
  ReportProgress();
  return Save();
}

template <typename Condition>
void PullRun::LeaveOut(const Condition& condition) {
  std::erase_if(to_read_, [&](const OrderedQuery& ordered) {
    if (!condition(ordered.query)) return false;
    days_total_ -= DaysOf(ordered.query);
    return true;
  });
}

std::optional<Day> PullRun::HistoryStartOf(const Surface& surface) const {
  std::optional<Day> start;
  for (const RunChunk& chunk : order_.run.chunks) {
    if (!order_.sets_history || chunk.surface != surface.name) continue;
    start = start ? std::min(*start, chunk.start) : chunk.start;
  }
  return start;
}

// Only of a source that something was stored of, now or before.
Status PullRun::RememberTurnedAway() {
  if (target_.source() == nullptr) return {};
  for (const auto& [surface, turned_away] : surfaces_.turned_away()) {
    TRY_VOID(target_.Establish(*surface, HistoryStartOf(*surface)));
    TRY_VOID(target_.RememberState(*surface, turned_away.state));
  }
  return {};
}

// Every day of the query stays as it is, and says why.
Status PullRun::LeaveUnread(const OrderedQuery& query, const Error& error, UtcSeconds now) {
  const std::int64_t days = DaysOf(query.query);
  const std::string where = PlaceOf(query.query);
  if (const StreamRecord* stream = target_.stream(SurfaceOf(query.query))) {
    const Attempt attempt{AttemptOutcome::kParked, error.message, journal_.run().id, now};
    for (Day day = query.query.start; day <= query.query.end; day = day + 1) {
      TRY_VOID(environment_.store.RecordAttempt(stream->id, day.start(), day.end(), attempt));
    }
  }
  unstored_.Add(where, error, days);
  journal_.AddParked(query.query.surface, where, error.message, days);
  CountersOf(query).windows_parked += days;
  const bool passing = error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kTryLater;
  const bool only_this_query = error.code == ErrorCode::kProviderContract;
  if (passing) ++unanswered_;
  gave_up_ = passing ? unanswered_ >= kUnansweredInARow : !only_this_query;
  days_done_ += days;
  ReportProgress();
  return Save();
}

Status PullRun::Learn() {
  for (; learned_ < waiting_.size(); ++learned_) {
    QueryAnswer& answer = waiting_[learned_];
    const Surface& surface = SurfaceOf(answer.query.query);
    TRY_VOID(target_.Establish(surface, HistoryStartOf(surface)));
    NoteGrain(answer);
    TRY_VOID(target_.Remember(surface, answer.result, answer.asked, answer.now));
    for (PullIssue& found : answer.result.issues) {
      journal_.AddIssue(found.code, std::move(found.where), std::move(found.detail), found.count);
    }
  }
  return {};
}

Status PullRun::StoreAdmitted() {
  while (!waiting_.empty() && !stopped_) {
    QueryAnswer answer = std::move(waiting_.front());
    waiting_.pop_front();
    --learned_;
    TRY_VOID(StoreDays(answer));
    TRY_VOID(Save());
  }
  return {};
}

Status PullRun::StoreDays(QueryAnswer& answer) {
  TRY(std::vector<QueryDay> days, QueryDaysOf(answer.query.query, &answer.result));
  RunCounters& counters = CountersOf(answer.query);
  const StreamRecord& stream = *target_.stream(SurfaceOf(answer.query.query));
  WindowStoring storing(environment_.store, stream, journal_, unstored_);
  for (QueryDay& day : days) {
    stopped_ = stopped_ || environment_.stop_requested();
    if (stopped_) return {};
    // At midnight the day that begins has nothing to say yet, which is no failure.
    if (day.day.start() >= answer.now) continue;
    if (day.read.read_at == 0) day.read.read_at = answer.now;
    day.read.revives_pruned = order_.revives_pruned;
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
  if (!proof_.proven() || HasEnded()) return {};
  TRY_VOID(Learn());
  return BeginNext();
}

void PullRun::NoteGrain(const QueryAnswer& answer) {
  if (answer.result.windows.empty() && answer.result.unchanged.empty()) return;
  const PlannedQuery& query = answer.query.query;
  const Grain& grain = answer.result.grain;
  if (query.surface == order_.run.chunks.front().surface) grain_ = grain;
  if (grain == answer.asked) return;
  std::string dropped;
  for (const std::string& name : answer.asked.names()) {
    if (grain.Has(name)) continue;
    dropped += (dropped.empty() ? "" : ", ") + name;
  }
  journal_.AddIssue(issue::kGrainFellBack, PlaceIn(query.surface, FormatDay(query.start)),
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

Result<PullSummary> PullRun::Finish(const Status& status) {
  TRY_VOID(Save());
  if (status && !stopped_) shadow_.End();
  PullCourse course;
  course.status = status;
  course.refusal = proof_.refusal();
  course.stopped = stopped_;
  course.stopped_by = environment_.stopped_by ? environment_.stopped_by() : "";
  course.nothing_readable = surfaces_.WhyNothing(journal_.run().chunks);
  course.days_left = days_total_ - days_done_ + unstored_.days;
  course.days_total = days_total_;
  PullEnding ending = EndingOf(course, unstored_, order_);
  TRY_VOID(journal_.Finish(ending.outcome, ending.exit_code, std::move(ending.message)));
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
