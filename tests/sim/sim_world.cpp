#include "tests/sim/sim_world.h"

#include <limits>
#include <sstream>

#include "providers/openai/openai_provider.h"
#include "twin/port/twin_transport.h"
#include "twin/usage_api.h"

namespace cognitrack {
namespace {

constexpr Day kFirstNight{20'544};
constexpr int kHistoryDays = 10;
constexpr int kFaultyNights = 14;
constexpr int kQuietNights = 5;
constexpr int kLongestPause = 4;

constexpr twin::FaultKind kKinds[] = {twin::FaultKind::kRetryAfterSeconds,
                                      twin::FaultKind::kRetryAfterDate,
                                      twin::FaultKind::kTooManyWithoutHint,
                                      twin::FaultKind::kStatus500,
                                      twin::FaultKind::kStatus502,
                                      twin::FaultKind::kStatus503,
                                      twin::FaultKind::kStatus504,
                                      twin::FaultKind::kErrorIn200,
                                      twin::FaultKind::kWrongContentType,
                                      twin::FaultKind::kRedirect,
                                      twin::FaultKind::kResetMidBody,
                                      twin::FaultKind::kStall,
                                      twin::FaultKind::kGzip,
                                      twin::FaultKind::kTruncatedJson,
                                      twin::FaultKind::kMalformedJson,
                                      twin::FaultKind::kRepeatedToken,
                                      twin::FaultKind::kMissingToken,
                                      twin::FaultKind::kTokenAtEnd,
                                      twin::FaultKind::kBucketTwice,
                                      twin::FaultKind::kMissingBucket,
                                      twin::FaultKind::kFloat,
                                      twin::FaultKind::kNegative,
                                      twin::FaultKind::kBeyond2To63,
                                      twin::FaultKind::kEmptiedDay,
                                      twin::FaultKind::kUnauthorisedMidway};

// In the middle of the night, UTC; the last event of its day.
constexpr UtcSeconds kHourOfRun = 2 * kSecondsPerHour;

class NoProgress : public Progress {
 public:
  void Report(const ProgressReport&) override {}
};

}  // namespace

SimWorld::SimWorld(std::uint64_t seed)
    : random_(seed),
      truth_(seed, kFirstNight - kHistoryDays,
             kHistoryDays + (kFaultyNights + kQuietNights) * (kLongestPause + 1)),
      ledger_(kFirstNight.start() + kHourOfRun) {}

SimWorld::Night SimWorld::DrawNight() {
  Night night;
  for (const twin::FaultKind kind : kKinds) {
    if (random_.Below(6) != 0) continue;
    twin::Fault fault;
    fault.kind = kind;
    fault.last = std::numeric_limits<std::int64_t>::max();
    fault.percent = 10 + static_cast<int>(random_.Below(60));
    if (kind == twin::FaultKind::kEmptiedDay) {
      const auto back = static_cast<int>(random_.Below(4)) + 1;
      fault.argument = FormatDay(DayOf(ledger_.clock.Now()) - back);
    }
    night.faults.push_back(fault);
  }
  if (random_.Below(3) == 0) {
    night.failing_call = 1 + static_cast<std::int64_t>(random_.Below(40));
    night.mode = random_.Below(2) == 0 ? FailingLedger::Mode::kBefore : FailingLedger::Mode::kAfter;
    night.for_ever = random_.Below(2) == 0;
  }
  if (random_.Below(6) == 0) night.stop_after = static_cast<int>(random_.Below(30));
  return night;
}

void SimWorld::Run() {
  for (int i = 0; i < kFaultyNights; ++i) {
    const int runs = 1 + static_cast<int>(random_.Below(2));
    for (int run = 0; run < runs; ++run) RunOnce(DrawNight(), !backfilled_);
    PassUntilNextNight(
        1 + (random_.Below(4) == 0 ? static_cast<int>(random_.Below(kLongestPause)) : 0));
  }
  for (int i = 0; i < kQuietNights; ++i) {
    RunOnce(Night{}, !backfilled_);
    if (i + 1 < kQuietNights) PassUntilNextNight(1);
  }
  // A day that was emptied on the last night is believed by a second run.
  ledger_.clock.Advance(2 * kSecondsPerHour);
  RunOnce(Night{}, false);
}

void SimWorld::PassUntilNextNight(int nights) {
  const Day next = DayOf(ledger_.clock.Now()) + nights;
  ledger_.clock.Advance(next.start() + kHourOfRun - ledger_.clock.Now());
}

// One process: its own provider and its own way to the ledger.
void SimWorld::RunOnce(const Night& night, bool backfill) {
  const twin::Organisation shown = truth_.ShownOn(DayOf(ledger_.clock.Now()));
  twin::UsageApiOptions options;
  options.faults = night.faults;
  options.fault_seed = random_.Next();
  twin::UsageApi api(shown, ledger_.clock, options);
  TwinTransport transport(api);
  ProviderSettings settings;
  settings.base_url = "http://127.0.0.1:1/v1";
  settings.admin_key = Secret("sk-admin-simulated");
  const auto provider = MakeOpenAiProvider(settings, transport, ledger_.clock, random_);
  CHECK(provider.has_value(), "the twin's address is a good one");

  FailingLedger failing(*ledger_);
  if (night.failing_call > 0) failing.FailCall(night.failing_call, night.mode, night.for_ever);
  NoProgress progress;
  int asked = 0;
  const int stop_after = night.stop_after;
  const auto summary =
      Pull({failing, **provider, ledger_.clock, spawner_, progress,
            [&asked, stop_after] { return stop_after >= 0 && asked++ >= stop_after; }},
           backfill);
  Trace(summary);
  CheckCursors();
}

Result<PullSummary> SimWorld::Pull(PullEnvironment environment, bool backfill) {
  if (!backfill) {
    IngestOptions options;
    options.source = "openai";
    return Ingest(options, std::move(environment));
  }
  BackfillOptions options;
  options.source = "openai";
  options.start = kFirstNight - kHistoryDays;
  options.end = kFirstNight - 1;
  options.chunk_days = 4;
  options.resume = true;
  auto summary = Backfill(options, std::move(environment));
  backfilled_ = summary && summary->run.exit_code == 0;
  return summary;
}

void SimWorld::Trace(const Result<PullSummary>& summary) {
  std::ostringstream line;
  line << FormatTime(ledger_.clock.Now()) << " ";
  if (!summary) {
    line << NameOf(summary.error().code) << " " << summary.error().message;
  } else {
    const RunCounters& counters = summary->run.counters;
    line << summary->run.verb << " " << summary->run.exit_code << " changed "
         << counters.windows_changed << " unchanged " << counters.windows_unchanged << " parked "
         << counters.windows_parked << " requests " << counters.requests << " waits "
         << counters.waits_ms << " " << summary->run.message;
    for (const RunIssue& issue : summary->run.issues) line << " [" << issue.code << "]";
  }
  trace_.push_back(line.str());
}

void SimWorld::CheckCursors() {
  const auto sources = ledger_->Sources();
  if (!sources || sources->empty()) return;
  const auto streams = ledger_->Streams(sources->front().id);
  CHECK(streams.has_value(), "streams can be read");
  for (const StreamRecord& stream : *streams) CheckCursor(stream);
}

// The cursor never moves back and never runs ahead of what can have been read.
void SimWorld::CheckCursor(const StreamRecord& stream) {
  const auto cursor = CursorOf(*ledger_, stream);
  CHECK(cursor.has_value(), "a cursor can be read");
  const Day tomorrow = DayOf(ledger_.clock.Now()) + 1;
  std::optional<Day>& last = last_cursors_[stream.id];
  const std::string of = " of " + stream.key.surface;
  if (cursor->next && *cursor->next > tomorrow) wrongs_.push_back("a cursor in the future" + of);
  if (last && (!cursor->next || *cursor->next < *last)) {
    wrongs_.push_back("a cursor that went back" + of);
  }
  // A backfill that was not done yet lowers the beginning of history, and the cursor with it.
  if (backfilled_) last = cursor->next;
}

void SimWorld::CheckSurface(std::string_view surface, std::vector<std::string>* wrongs) {
  const std::string of = " of " + std::string(surface);
  const std::int64_t stream = ledger_.Stream("openai", surface);
  const Day today = DayOf(ledger_.clock.Now());
  for (Day day = kFirstNight - kHistoryDays; day < today; day = day + 1) {
    if (ledger_.Lines(stream, FormatDay(day)) == truth_.Lines(surface, day, today)) continue;
    wrongs->push_back(FormatDay(day) + of + " is not what the provider shows");
  }
  const auto windows = ledger_->Windows(stream, kFirstDay.start(), kLastDay.end());
  Day expected = kFirstNight - kHistoryDays;
  for (const WindowRecord& record : *windows) {
    if (record.start < expected.start()) continue;
    if (record.start != expected.start() || record.end != expected.end() || !record.has_content()) {
      wrongs->push_back("no coverage" + of + " at " + FormatDay(expected));
      break;
    }
    expected = expected + 1;
  }
  if (expected != today + 1) {
    wrongs->push_back("coverage" + of + " ends before " + FormatDay(expected));
  }
}

std::vector<std::string> SimWorld::Wrongs() {
  std::vector<std::string> wrongs = wrongs_;
  for (const std::string_view surface : SimTruth::SurfacesHeld()) CheckSurface(surface, &wrongs);
  const auto findings = ledger_->CheckIntegrity();
  if (!findings) wrongs.push_back(findings.error().message);
  if (findings && !findings->empty()) {
    wrongs.push_back(findings->front().check + ": " + findings->front().detail);
  }
  return wrongs;
}

}  // namespace cognitrack
