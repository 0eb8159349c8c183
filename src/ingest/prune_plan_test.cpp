#include "ingest/prune_plan.h"

#include <gmock/gmock.h>

#include <functional>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Day kToday{20'544};  // 2026-04-01.
const Day kOld = kToday - 60;
const UtcSeconds kNow = kToday.start() + 9 * kSecondsPerHour;

Hash256 HashOfDay(Day day) { return Sha256(FormatDay(day)); }

WindowRecord Settled(Day day) {
  WindowRecord record;
  record.start = day.start();
  record.end = day.end();
  record.revision = day.number;
  record.row_count = 10;
  record.content_hash = HashOfDay(day);
  record.content_since = record.end + kSecondsPerHour;
  record.read_at = record.end + 36 * kSecondsPerDay;
  record.attempt.outcome = AttemptOutcome::kOk;
  return record;
}

ParityDocument Check(Day from, Day to, std::string surface = "completions") {
  ParityDocument document;
  document.source = "openai";
  document.surface = std::move(surface);
  document.scope = ParityScope{};
  for (Day day = from; day <= to; day = day + 1) {
    ParityDay told;
    told.day = day;
    told.ledger_state = "settled";
    told.ledger_origin = "api";
    told.ledger_hash = ToHex(HashOfDay(day));
    told.csv.emplace();
    told.ledger.emplace();
    document.days.push_back(std::move(told));
  }
  return document;
}

PruneStream StreamOf(std::vector<WindowRecord> windows,
                     const std::string& surface = "completions") {
  PruneStream stream;
  stream.held.stream.id = 1;
  stream.held.stream.key.surface = surface;
  stream.held.windows = std::move(windows);
  return stream;
}

PruneRules Rules(int keep_days = 35) {
  PruneRules rules;
  rules.keep_days = keep_days;
  rules.now = kNow;
  return rules;
}

ProofBook Proven(const ParityDocument& document = Check(kOld - 100, kToday)) {
  ProofBook proofs("openai");
  proofs.Add(document, 7);
  return proofs;
}

// Why the one window stays; nothing where it goes.
std::optional<StayReason> WhyStays(const WindowRecord& record, const ProofBook& proofs,
                                   const std::string& surface = "completions",
                                   const PruneRules& rules = Rules()) {
  const PrunePlan plan = PlanPrune({StreamOf({record}, surface)}, proofs, rules);
  EXPECT_EQ(plan.go.size() + plan.stay.size(), 1U);
  if (plan.stay.empty()) return std::nullopt;
  return plan.stay.begin()->first.second;
}

TEST(PrunePlanTest, AnOldSettledProvenDayGoes) {
  const PrunePlan plan = PlanPrune({StreamOf({Settled(kOld)})}, Proven(), Rules());
  ASSERT_THAT(plan.go, SizeIs(1));
  EXPECT_EQ(plan.go[0].day, kOld);
  EXPECT_EQ(plan.go[0].rows, 10);
  EXPECT_EQ(plan.go[0].proven_by, 7);
  EXPECT_EQ(plan.go[0].target.revision, kOld.number);
}

TEST(PrunePlanTest, TheDaysThatAreKeptEndWithToday) {
  EXPECT_EQ(Rules().keep_from(), kToday - 34);
  EXPECT_EQ(WhyStays(Settled(kToday - 34), Proven()), StayReason::kTooYoung);
  EXPECT_EQ(WhyStays(Settled(kToday - 35), Proven()), std::nullopt);
  EXPECT_EQ(WhyStays(Settled(kToday - 35), Proven(), "completions", Rules(36)),
            StayReason::kTooYoung);
}

TEST(PrunePlanTest, WhatMayStillChangeStays) {
  WindowRecord provisional = Settled(kOld);
  provisional.read_at = provisional.content_since;
  EXPECT_EQ(WhyStays(provisional, Proven()), StayReason::kNotSettled);
  for (const AttemptOutcome outcome :
       {AttemptOutcome::kParked, AttemptOutcome::kEmptyUnconfirmed, AttemptOutcome::kReset}) {
    WindowRecord doubted = Settled(kOld);
    doubted.attempt.outcome = outcome;
    EXPECT_EQ(WhyStays(doubted, Proven()), StayReason::kNotSettled);
  }
  WindowRecord exported = Settled(kOld);
  exported.origin = {false, "aa"};
  EXPECT_EQ(WhyStays(exported, Proven()), StayReason::kFromExport);
}

TEST(PrunePlanTest, AProofIsOfTheContentThatIsHeld) {
  EXPECT_EQ(WhyStays(Settled(kOld), ProofBook("openai")), StayReason::kNotProven);
  EXPECT_EQ(WhyStays(Settled(kOld), ProofBook("other")), StayReason::kNotProven);
  WindowRecord changed = Settled(kOld);
  changed.content_hash = Sha256("restated");
  EXPECT_EQ(WhyStays(changed, Proven()), StayReason::kChangedSince);
}

TEST(PrunePlanTest, ACheckProvesOnlyWhatItComparedAndFoundWell) {
  const auto reason_after = [](const std::function<void(ParityDocument&)>& change) {
    ParityDocument document = Check(kOld, kOld);
    change(document);
    return WhyStays(Settled(kOld), Proven(document));
  };
  EXPECT_EQ(reason_after([](auto&) {}), std::nullopt);
  EXPECT_EQ(reason_after([](auto& d) { d.days[0].verdict = Verdict::kExplained; }), std::nullopt);
  for (const Verdict verdict : {Verdict::kIncomplete, Verdict::kVariance}) {
    EXPECT_EQ(reason_after([verdict](auto& d) { d.days[0].verdict = verdict; }),
              StayReason::kNotProven);
  }
  EXPECT_EQ(reason_after([](auto& d) { d.days[0].self = true; }), StayReason::kNotProven);
  EXPECT_EQ(reason_after([](auto& d) { d.days[0].csv.reset(); }), StayReason::kNotProven);
  EXPECT_EQ(reason_after([](auto& d) { d.days[0].ledger_hash = ""; }), StayReason::kNotProven);
  EXPECT_EQ(reason_after([](auto& d) { d.days[0].ledger_state = "pruned"; }),
            StayReason::kNotProven);
  EXPECT_EQ(reason_after([](auto& d) { d.scope.reset(); }), StayReason::kNotProven);
  EXPECT_EQ(reason_after([](auto& d) {
              d.scope->filters = {{"model", "gpt-a"}};
            }),
            StayReason::kNotProven);
  EXPECT_EQ(reason_after([](auto& d) { d.scope->dimensions = {{"model"}}; }),
            StayReason::kNotProven);
  EXPECT_EQ(reason_after([](auto& d) { d.source = "other"; }), StayReason::kNotProven);
  EXPECT_EQ(reason_after([](auto& d) { d.surface = "costs"; }), StayReason::kNotProven);
}

TEST(PrunePlanTest, MoneyGoesOnlyWhenNamedAndWhatHasNoExportNever) {
  const ProofBook proofs = Proven(Check(kOld, kOld, "costs"));
  EXPECT_EQ(WhyStays(Settled(kOld), proofs, "costs"), StayReason::kMoney);
  PruneRules named = Rules();
  named.surfaces = {"costs", "costs_by_key"};
  EXPECT_EQ(WhyStays(Settled(kOld), proofs, "costs", named), std::nullopt);
  EXPECT_EQ(WhyStays(Settled(kOld), proofs, "costs_by_key", named), StayReason::kNoExport);
  EXPECT_EQ(WhyStays(Settled(kOld), proofs, "embeddings"), StayReason::kNoExport);
}

TEST(PrunePlanTest, WindowsWithoutRowsPrunedOnesAndThoseNotAskedForAreNoMatter) {
  WindowRecord empty = Settled(kOld);
  empty.row_count = 0;
  WindowRecord pruned = Settled(kOld + 1);
  pruned.pruned = true;
  PruneStream stream = StreamOf({empty, pruned, Settled(kOld + 2), Settled(kOld + 3)});
  PruneRules rules = Rules();
  rules.to = kOld + 2;
  const PrunePlan plan = PlanPrune({stream}, Proven(), rules);
  EXPECT_THAT(plan.go, SizeIs(1));
  EXPECT_THAT(plan.stay, IsEmpty());
  EXPECT_EQ(plan.pruned_before, 1);
  // Rows that it once had are still there, as history.
  stream.weights[empty.start] = {empty.start, 4, 0};
  EXPECT_THAT(PlanPrune({stream}, Proven(), rules).go, SizeIs(2));
  rules.surfaces = {"costs"};
  EXPECT_THAT(PlanPrune({stream}, Proven(), rules).go, IsEmpty());
}

TEST(PrunePlanTest, NoMoreGoesAtOnceThanIsAllowed) {
  const PrunePlan plan =
      PlanPrune({StreamOf({Settled(kOld), Settled(kOld + 1)})}, Proven(), Rules());
  EXPECT_OK(CheckShare(plan, 100, 20));
  EXPECT_THAT(CheckShare(plan, 99, 20),
              HasError(ErrorCode::kUsage, AllOf(HasSubstr("20 of the ledger's 99 rows"),
                                                HasSubstr("--allow-share 21"))));
  EXPECT_OK(CheckShare(plan, 20, 100));
  EXPECT_OK(CheckShare(PrunePlan(), 0, 20));
}

TEST(PrunePlanTest, AClockThatJumpedIsRefused) {
  EXPECT_OK(CheckClockForPrune(kNow, kNow + 300));
  EXPECT_THAT(CheckClockForPrune(kNow, kNow + 301),
              HasError(ErrorCode::kConfig, HasSubstr("nothing was pruned")));
  EXPECT_OK(CheckClockForPrune(kNow, kNow - 7 * kSecondsPerDay));
  EXPECT_THAT(CheckClockForPrune(kNow, kNow - 7 * kSecondsPerDay - 1),
              HasError(ErrorCode::kConfig, HasSubstr("the clock jumped")));
  EXPECT_OK(CheckClockForPrune(kNow, 0));
}

}  // namespace
}  // namespace cognitrack
