// What the ledger tells /metrics, on a ledger in a file and virtual time.
#include "api/ledger_gauges.h"

#include <gmock/gmock.h>

#include "formats/parity_json.h"
#include "tests/support/result_matchers.h"
#include "tests/support/test_ledger.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// 2026-03-10T00:00:00Z.
constexpr UtcSeconds kNow = 1'773'100'800;

class LedgerGaugesTest : public ::testing::Test {
 protected:
  LedgerGaugesTest() {
    ledger_.clock.SetNow(kNow);
    Store("2026-03-05");
    Store("2026-03-06");
    Store("2026-03-08");
  }
  void Store(const std::string& day) {
    SeriesTable series;
    EXPECT_OK(ledger_->CommitWindow(
        ledger_.Stream(), WindowOf(series, day, "model | input_tokens\nno-such-model | 10"), series,
        1));
  }
  void Park(const std::string& day) {
    const Day parked = *ParseDay(day);
    EXPECT_OK(ledger_->RecordAttempt(ledger_.Stream(), parked.start(), parked.end(),
                                     {AttemptOutcome::kParked, "a reason", 1, kNow}));
  }
  void Ran(UtcSeconds started, UtcSeconds finished, int exit_code) {
    RunRecord run;
    run.verb = "ingest";
    run.source = "openai";
    run.parameters = "{}";
    run.started_at = started;
    run.outcome = "running";
    const auto id = ledger_->StartRun(run);
    ASSERT_OK(id);
    run.id = *id;
    run.finished_at = finished;
    run.exit_code = exit_code;
    run.outcome = exit_code == 0 ? "ok" : "failed";
    EXPECT_OK(ledger_->UpdateRun(run));
  }
  void CheckedAs(const std::string& verdict) {
    RunRecord run;
    run.verb = "parity";
    run.parameters = "{}";
    run.outcome = "ok";
    const auto id = ledger_->StartRun(run);
    ASSERT_OK(id);
    ParityRecord record;
    record.run_id = *id;
    record.verdict = verdict;
    ParityDocument document;
    document.source = "openai";
    document.surface = "completions";
    document.verdict = *VerdictNamed(verdict);
    record.document = ParityJson(document);
    EXPECT_OK(ledger_->SaveParity(record));
  }
  // What is told anew, whatever was kept.
  std::string Now() {
    ledger_.clock.Advance(61);
    return gauges_.ToText();
  }

  TestLedger ledger_;
  bool is_away_ = false;
  int errors_ = 0;
  LedgerPool pool_{[this]() -> Result<std::unique_ptr<LedgerStore>> {
                     if (is_away_) return Error{ErrorCode::kUnavailable, "the server is away"};
                     return OpenSqliteLedger(ledger_.path(), DatabaseAccess::kRead, ledger_.clock);
                   },
                   2, std::chrono::milliseconds(0), ledger_.clock};
  LedgerGauges gauges_{pool_, std::nullopt, ledger_.clock, [this](const Error&) { ++errors_; }};
};

TEST_F(LedgerGaugesTest, TellsGapsLagAndFreshness) {
  Park("2026-03-09");
  const std::string text = gauges_.ToText();
  const std::string labels = "{source=\"openai\",surface=\"completions\"} ";
  EXPECT_THAT(text, HasSubstr("\ncognitrack_ledger_up 1\n"));
  EXPECT_THAT(text, HasSubstr("\ncognitrack_ledger_sources 1\n"));
  EXPECT_THAT(text, HasSubstr("cognitrack_windows_missing" + labels + "1\n"));
  EXPECT_THAT(text, HasSubstr("cognitrack_windows_parked" + labels + "1\n"));
  EXPECT_THAT(text, HasSubstr("cognitrack_windows_unsettled" + labels + "3\n"));
  // From the beginning of 2026-03-07.
  EXPECT_THAT(text, HasSubstr("cognitrack_cursor_lag_seconds" + labels + "259200\n"));
  // WindowOf reads an hour after the day's end.
  EXPECT_THAT(text, HasSubstr("cognitrack_freshness_seconds" + labels + "82800\n"));
  EXPECT_THAT(text, HasSubstr("cognitrack_unpriced_models{source=\"openai\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("cognitrack_last_"))) << "nothing was ever pulled";
  EXPECT_THAT(text, Not(HasSubstr("cognitrack_parity")));
}

TEST_F(LedgerGaugesTest, WhatCannotBeReadIsAbsent) {
  is_away_ = true;
  const std::string away = gauges_.ToText();
  EXPECT_THAT(away, HasSubstr("\ncognitrack_ledger_up 0\n"));
  for (const InstrumentSpec& spec : InstrumentTable()) {
    if (spec.name == instrument::kLedgerUp) continue;
    EXPECT_THAT(away, Not(HasSubstr("\n" + std::string(spec.name)))) << spec.name;
  }
  EXPECT_EQ(errors_, 1);
  is_away_ = false;
  EXPECT_THAT(Now(), HasSubstr("cognitrack_windows_missing"));
}

TEST_F(LedgerGaugesTest, IsKeptForSomeSeconds) {
  const std::string first = gauges_.ToText();
  is_away_ = true;
  ledger_.clock.Advance(4);
  EXPECT_EQ(gauges_.ToText(), first);
  ledger_.clock.Advance(1);
  EXPECT_THAT(gauges_.ToText(), HasSubstr("cognitrack_ledger_up 0"));
}

TEST_F(LedgerGaugesTest, TellsTheNewestPullAndTheNewestGoodOne) {
  const std::string at = "{source=\"openai\"} ";
  Ran(kNow - 5'000, kNow - 4'900, 76);
  EXPECT_THAT(gauges_.ToText(), AllOf(HasSubstr("cognitrack_last_pull_success" + at + "0\n"),
                                      Not(HasSubstr("cognitrack_last_success"))));
  Ran(kNow - 3'000, kNow - 2'940, 0);
  EXPECT_THAT(Now(),
              AllOf(HasSubstr("cognitrack_last_pull_success" + at + "1\n"),
                    HasSubstr("cognitrack_last_pull_duration_seconds" + at + "60\n"),
                    HasSubstr("cognitrack_last_success_timestamp_seconds" + at + "1773097860\n")));
  Ran(kNow - 2'000, kNow - 1'990, 69);
  Ran(kNow - 1'000, 0, 0);  // Runs yet, or was killed.
  EXPECT_THAT(Now(),
              AllOf(HasSubstr("cognitrack_last_pull_timestamp_seconds" + at + "1773099800\n"),
                    HasSubstr("cognitrack_last_pull_success" + at + "0\n"),
                    HasSubstr("cognitrack_last_success_timestamp_seconds" + at + "1773097860\n")));
}

TEST_F(LedgerGaugesTest, AGoodPullOfLongAgoIsFound) {
  Ran(kNow - 90'000, kNow - 89'000, 0);
  for (int i = 0; i < 12; ++i) Ran(kNow - 80'000 + i, kNow - 79'000 + i, 69);
  const std::string told =
      "cognitrack_last_success_timestamp_seconds{source=\"openai\"} 1773011800";
  EXPECT_THAT(gauges_.ToText(), HasSubstr(told));
  EXPECT_THAT(Now(), HasSubstr(told)) << "and kept";
}

TEST_F(LedgerGaugesTest, TellsTheNewestVerdictOfEachSurface) {
  CheckedAs("exact");
  CheckedAs("variance");
  const std::string text = gauges_.ToText();
  const std::string of = "cognitrack_parity_verdict{source=\"openai\",surface=\"completions\",";
  EXPECT_THAT(text, HasSubstr(of + "verdict=\"variance\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(of + "verdict=\"exact\"} 0\n"));
  CheckedAs("exact");
  EXPECT_THAT(gauges_.ToText(), HasSubstr(of + "verdict=\"variance\"} 1\n")) << "kept for longer";
  EXPECT_THAT(Now(), HasSubstr(of + "verdict=\"variance\"} 0\n"));
}

TEST_F(LedgerGaugesTest, SourcesAreCapped) {
  for (int i = 0; i < 60; ++i) {
    EXPECT_OK(ledger_->EnsureSource("more" + std::to_string(100 + i), "openai"));
  }
  const std::string text = gauges_.ToText();
  EXPECT_THAT(text, HasSubstr("cognitrack_ledger_sources 61\n"));
  EXPECT_THAT(text, HasSubstr("{source=\"more149\"}"));
  EXPECT_THAT(text, Not(HasSubstr("{source=\"more150\"}")));
}

TEST_F(LedgerGaugesTest, ASurfaceThatWasTurnedAwayGrowsNoOlder) {
  const auto streams = ledger_->Streams(1);
  ASSERT_OK(streams);
  StreamRecord stream = streams->front();
  stream.surface_state = SurfaceState::kRefused;
  EXPECT_OK(ledger_->UpdateStream(stream));
  EXPECT_THAT(gauges_.ToText(),
              AllOf(Not(HasSubstr("cognitrack_cursor_lag")), Not(HasSubstr("cognitrack_freshness")),
                    HasSubstr("surface=\"completions\"} 0\n")));
}

}  // namespace
}  // namespace cognitrack
