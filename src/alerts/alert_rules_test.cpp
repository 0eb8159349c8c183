#include "alerts/alert_rules.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using enum AlertRule;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr UtcSeconds kNow = 1'775'044'800;  // Noon of 2026-04-01.

// Days of March 2026 from the first: input tokens of the export and of the ledger; −1 is not read.
ParityDocument Check(std::vector<std::pair<std::int64_t, std::int64_t>> days,
                     std::int64_t run_id = 1, int first = 1) {
  ParityDocument check;
  check.source = "openai";
  check.run_id = run_id;
  check.from = *ParseDay("2026-03-01") + (first - 1);
  check.to = check.from + static_cast<int>(days.size()) - 1;
  Day at = check.from;
  for (const auto& [csv, ledger] : days) {
    ParityDay day;
    day.day = at;
    at = at + 1;
    day.csv = MetricSums{{"input_tokens", csv}};
    if (ledger >= 0) day.ledger = MetricSums{{"input_tokens", ledger}};
    day.verdict =
        ledger < 0 ? Verdict::kIncomplete : (csv == ledger ? Verdict::kExact : Verdict::kVariance);
    check.csv_totals["input_tokens"] += csv;
    check.verdict = std::max(check.verdict, day.verdict);
    check.days.push_back(std::move(day));
  }
  return check;
}

std::vector<AlertKey> Keys(const std::vector<Alert>& alerts) {
  std::vector<AlertKey> keys;
  for (const Alert& alert : alerts) keys.push_back(alert.key);
  return keys;
}

const AlertKey kMarch{kParityVariance, "openai", "completions", "2026-03"};

TEST(ParityAlarmTest, TwoPercentOfATotalIsNotAboveTheThresholdAndMoreIs) {
  EXPECT_THAT(ParityAlerts({Check({{600, 600}, {400, 381}})}, {}), IsEmpty()) << "1.9 %";
  EXPECT_THAT(ParityAlerts({Check({{600, 600}, {400, 380}})}, {}), IsEmpty()) << "2 %";
  EXPECT_THAT(Keys(ParityAlerts({Check({{600, 600}, {400, 379}})}, {})), ElementsAre(kMarch))
      << "2.1 %";
  EXPECT_THAT(Keys(ParityAlerts({Check({{600, 611}, {400, 390}})}, {})), ElementsAre(kMarch))
      << "what is too much on one day does not make good for another";
  EXPECT_THAT(ParityAlerts({Check({{600, 600}, {400, 379}})}, {Picos{3 * kPicosInOne}}), IsEmpty());
  EXPECT_THAT(Keys(ParityAlerts({Check({{600, 600}, {400, 399}})}, {Picos{0}})),
              ElementsAre(kMarch));
  EXPECT_THAT(Keys(ParityAlerts({Check({{0, 1}})}, {})), ElementsAre(kMarch));
}

TEST(ParityAlarmTest, AnyMissingWindowIsTold) {
  const auto alerts = ParityAlerts({Check({{1'000, 1'000}, {0, -1}}, 42)}, {});
  ASSERT_THAT(Keys(alerts), ElementsAre(kMarch));
  EXPECT_EQ(alerts[0].text,
            "Parity of openai / completions, 2026-03: the export and the ledger differ, or the "
            "ledger lacks a day: 2026-03-02. 'cognitrack parity show 42' tells where.");
  ParityDocument today = Check({{1'000, 1'000}, {0, -1}});
  today.days[1].cause = Cause::kDayOpen;
  EXPECT_THAT(ParityAlerts({today}, {}), IsEmpty()) << "a day that is not over is not missing";
}

TEST(ParityAlarmTest, WhatIsExcusedIsNoVariance) {
  ParityDocument clipped = Check({{600, 600}, {300, 400}});
  clipped.days[1].verdict = Verdict::kExplained;
  clipped.days[1].cause = Cause::kClippedDay;
  EXPECT_THAT(ParityAlerts({clipped}, {}), IsEmpty());
}

TEST(ParityAlarmTest, ANewerCheckOfTheDayMakesItGoodAndNoOther) {
  const ParityDocument bad = Check({{600, 600}, {400, 300}}, 1);
  EXPECT_THAT(ParityAlerts({Check({{600, 600}, {400, 400}}, 2), bad}, {}), IsEmpty());
  EXPECT_THAT(Keys(ParityAlerts({Check({{500, 500}}, 2, 3), bad}, {})), ElementsAre(kMarch))
      << "another day";
  EXPECT_THAT(Keys(ParityAlerts({bad, Check({{600, 600}, {400, 400}}, 0)}, {})),
              ElementsAre(kMarch))
      << "an older check";
  ParityDocument narrow = Check({{600, 600}, {400, 400}}, 2);
  narrow.scope = ParityScope{1, {{"project_id", "proj_a"}}, std::nullopt, false};
  EXPECT_THAT(Keys(ParityAlerts({narrow, bad}, {})), ElementsAre(kMarch)) << "a part of it";
  ParityDocument self = Check({{600, 600}, {400, 400}}, 2);
  self.days[1].self = true;
  EXPECT_THAT(Keys(ParityAlerts({self, bad}, {})), ElementsAre(kMarch)) << "its own file";
  EXPECT_THAT(
      ParityAlerts({Check({{600, 600}, {400, 399}}, 2), Check({{600, 600}, {400, 400}}, 1), bad},
                   {}),
      IsEmpty());
}

TEST(ParityAlarmTest, AMonthIsOneAlertHoweverManyChecksTellOfIt) {
  const auto alerts = ParityAlerts(
      {Check({{600, 600}, {400, 300}, {5, 0}}, 3), Check({{600, 600}, {400, 300}}, 2)}, {});
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_THAT(alerts[0].text, HasSubstr("2026-03-02, 2026-03-03. 'cognitrack parity show 3'"));
}

SourceFacts Sound() {
  SourceFacts source;
  source.name = "openai";
  source.surfaces = {{"completions", kNow - kSecondsPerHour, {}}};
  source.last_pull = PullFacts{7, "ingest", kNow - kSecondsPerHour, 0};
  source.unpriced_models.emplace();
  source.reconciliation = ReconciliationFacts{8, "explained"};
  return source;
}

AlertVerdicts JudgeOne(SourceFacts source, const std::vector<AlertKey>& open = {}) {
  AlertFacts facts;
  facts.sources = {std::move(source)};
  return JudgeAlerts(facts, open, {}, kNow);
}

TEST(AlertRulesTest, ASoundLedgerHasNoAlert) { EXPECT_THAT(JudgeOne(Sound()).crossed, IsEmpty()); }

TEST(AlertRulesTest, ASourceIsStaleAfterItsHours) {
  SourceFacts source = Sound();
  source.surfaces[0].last_good_read = kNow - 36 * kSecondsPerHour + 1;
  EXPECT_THAT(JudgeOne(source).crossed, IsEmpty());
  source.surfaces[0].last_good_read = kNow - 36 * kSecondsPerHour;
  source.surfaces.push_back({"images", kNow, {}});
  const auto verdicts = JudgeOne(source);
  ASSERT_THAT(Keys(verdicts.crossed), ElementsAre(AlertKey{kStaleSource, "openai", "", ""}));
  EXPECT_EQ(verdicts.crossed[0].text,
            "Source openai is stale: nothing was read for 36 h (completions), 36 h at most are "
            "expected. Last good read: 2026-03-31T00:00:00Z.");
}

TEST(AlertRulesTest, APullThatFailedIsToldAndOverWithTheNextGoodOne) {
  SourceFacts source = Sound();
  source.last_pull->exit_code = 77;
  const AlertKey key{kFailedPull, "openai", "", ""};
  const auto verdicts = JudgeOne(source, {key});
  ASSERT_THAT(Keys(verdicts.crossed), ElementsAre(key));
  EXPECT_THAT(verdicts.crossed[0].text, HasSubstr("exit 77. 'cognitrack runs 7' tells why."));
  EXPECT_THAT(verdicts.over, IsEmpty());
  EXPECT_THAT(JudgeOne(Sound(), {key}).over, ElementsAre(key));
  source.last_pull.reset();
  EXPECT_THAT(JudgeOne(source, {key}).over, IsEmpty()) << "nobody knows";
}

TEST(AlertRulesTest, AParkedDayIsToldOnceItsRetryFailedToo) {
  SourceFacts source = Sound();
  const Day day = *ParseDay("2026-03-05");
  source.surfaces[0].parked = {{day, 1}};
  EXPECT_THAT(JudgeOne(source).crossed, IsEmpty());
  source.surfaces[0].parked = {{day, 2}, {day + 1, 1}, {day + 2, 3}};
  const auto verdicts = JudgeOne(source);
  ASSERT_THAT(Keys(verdicts.crossed),
              ElementsAre(AlertKey{kParkedWindows, "openai", "completions", ""}));
  EXPECT_THAT(verdicts.crossed[0].text, HasSubstr(", 2026-03-05, 2026-03-07. Nothing"));
}

TEST(AlertRulesTest, EachFieldAndEachModelIsAnAlertOfItsOwn) {
  SourceFacts source = Sound();
  source.drift = {{"unknown_metric", "tool\ncalls", 7}};
  source.unpriced_models = {"gpt-z", "gpt-y"};
  EXPECT_THAT(Keys(JudgeOne(source).crossed),
              ElementsAre(AlertKey{kSchemaDrift, "openai", "unknown_metric tool?calls", ""},
                          AlertKey{kUnpricedModels, "openai", "gpt-y", ""},
                          AlertKey{kUnpricedModels, "openai", "gpt-z", ""}));
  const AlertKey gone{kUnpricedModels, "openai", "gpt-x", ""};
  EXPECT_THAT(JudgeOne(source, {gone}).over, ElementsAre(gone));
  source.unpriced_models.reset();
  EXPECT_THAT(JudgeOne(source, {gone}).over, IsEmpty()) << "no price book could be read";
}

TEST(AlertRulesTest, ABillBeyondItsBandsIsTold) {
  SourceFacts source = Sound();
  const AlertKey key{kReconciliationVariance, "openai", "", ""};
  source.reconciliation->verdict = "variance";
  EXPECT_THAT(Keys(JudgeOne(source).crossed), ElementsAre(key));
  EXPECT_THAT(JudgeOne(Sound(), {key}).over, ElementsAre(key));
}

TEST(AlertRulesTest, WhatNobodyLookedAtIsNotOver) {
  const AlertKey file{kBadExport, "", "june.csv", ""};
  const AlertKey may{kParityVariance, "openai", "completions", "2026-05"};
  AlertFacts facts;
  facts.checks = {Check({{1, 1}})};
  EXPECT_THAT(
      JudgeAlerts(facts, {file, may, kMarch, {kStaleSource, "other", "", ""}}, {}, kNow).over,
      ElementsAre(kMarch));
  facts.files.emplace();
  EXPECT_THAT(JudgeAlerts(facts, {file}, {}, kNow).over, ElementsAre(file));
}

TEST(AlertRulesTest, ABudgetsAlertIsOverWithItsPeriodOrItsBudget) {
  Budget budget{"prod", "openai", BudgetPeriod::kDay, Picos{kPicosInOne}};
  AlertFacts facts;
  const Day today = DayOf(kNow);
  facts.budgets = {{budget, today, {{today, Picos{2 * kPicosInOne}, std::nullopt, false}}}};
  const AlertKey now{kBudgetExceeded, "openai", "prod", "2026-04-01"};
  const AlertKey past{kBudgetExceeded, "openai", "prod", "2026-03-20"};
  const AlertKey removed{kBudgetWarning, "openai", "gone", "2026-04-01"};
  const auto verdicts = JudgeAlerts(facts, {now, past, removed}, {}, kNow);
  EXPECT_THAT(Keys(verdicts.crossed),
              ElementsAre(AlertKey{kBudgetWarning, "openai", "prod", "2026-04-01"}, now));
  EXPECT_THAT(verdicts.over, ElementsAre(past, removed));
  facts.budgets[0].days[0].billed.reset();
  EXPECT_THAT(JudgeAlerts(facts, {now}, {}, kNow).over, IsEmpty()) << "unknown is not nothing";
}

TEST(AlertTest, FingerprintsTellEveryPartApart) {
  const AlertKey key{kBudgetExceeded, "ab", "c", "2026-03"};
  EXPECT_EQ(FingerprintOf(key), FingerprintOf(key));
  EXPECT_EQ(FingerprintOf(key).size(), 32U);
  EXPECT_NE(FingerprintOf(key), FingerprintOf({kBudgetExceeded, "a", "bc", "2026-03"}));
  EXPECT_NE(FingerprintOf(key), FingerprintOf({kBudgetWarning, "ab", "c", "2026-03"}));
  EXPECT_NE(FingerprintOf(key), FingerprintOf({kBudgetExceeded, "ab", "c", "2026-04"}));
}

TEST(AlertTest, ALongNameIsCutBetweenCharacters) {
  EXPECT_EQ(InAlert(std::string(79, 'x') + "äy"), std::string(79, 'x') + "…");
  EXPECT_EQ(InAlert("a\x7f\tb"), "a??b");
  for (int rule = 0; rule < 10; ++rule) {
    const auto named = static_cast<AlertRule>(rule);
    EXPECT_EQ(AlertRuleNamed(NameOf(named)), named);
  }
}

}  // namespace
}  // namespace cognitrack
