#include "parity/day_verdict.h"

#include <gmock/gmock.h>

#include "parity/day_list.h"

namespace cognitrack {
namespace {

// Both sides read, nothing else.
DayFacts Read() {
  DayFacts facts;
  facts.listed = true;
  facts.held = true;
  facts.holds_use = true;
  return facts;
}

DayFacts Differing(Cause worst) {
  DayFacts facts = Read();
  facts.differs = true;
  facts.worst = worst;
  return facts;
}

TEST(DayVerdictTest, EqualSidesAreExact) {
  EXPECT_EQ(VerdictOf(Read()), (DayVerdict{Verdict::kExact, std::nullopt, false}));
}

TEST(DayVerdictTest, ADifferenceIsVarianceOfItsWorstCause) {
  EXPECT_EQ(VerdictOf(Differing(Cause::kRowAdded)),
            (DayVerdict{Verdict::kVariance, Cause::kRowAdded, false}));
}

TEST(DayVerdictTest, AnOpenDayIsIncompleteBeforeAnythingElse) {
  DayFacts facts = Differing(Cause::kRowAdded);
  facts.open = true;
  facts.second_grain = true;
  EXPECT_EQ(VerdictOf(facts), (DayVerdict{Verdict::kIncomplete, Cause::kDayOpen, true}));
}

TEST(DayVerdictTest, ASecondGrainIsVarianceEvenWhereTheSumsAgree) {
  DayFacts facts = Read();
  facts.second_grain = true;
  EXPECT_EQ(VerdictOf(facts), (DayVerdict{Verdict::kVariance, Cause::kSecondGrain, true}));
}

TEST(DayVerdictTest, AnUnlistedDayThatTheLedgerNeverReadIsMissingThere) {
  EXPECT_EQ(VerdictOf(DayFacts{}), (DayVerdict{Verdict::kIncomplete, Cause::kWindowMissing, true}));
}

TEST(DayVerdictTest, AnEarlyEndExcusesOnlyWhatTheExportLacks) {
  DayFacts facts = Differing(Cause::kRowAbsent);
  facts.ends_early = true;
  EXPECT_EQ(VerdictOf(facts).verdict, Verdict::kExplained);
  facts.csv_above = true;
  EXPECT_EQ(VerdictOf(facts).verdict, Verdict::kVariance);
  facts.csv_above = false;
  facts.clipped = true;
  EXPECT_EQ(VerdictOf(facts).verdict, Verdict::kVariance);
}

TEST(DayVerdictTest, OnlyAClippedDayExcuses) {
  for (int i = 0; i <= static_cast<int>(Cause::kHoursMissing); ++i) {
    const auto cause = static_cast<Cause>(i);
    EXPECT_EQ(Excuses(cause), cause == Cause::kClippedDay);
    EXPECT_EQ(CauseNamed(NameOf(cause)), cause);
  }
}

TEST(DayVerdictTest, TheWorseCauseNamesTheDay) {
  EXPECT_EQ(WorseOf(Cause::kValueDiffers, Cause::kDoubledRow), Cause::kDoubledRow);
  EXPECT_EQ(WorseOf(Cause::kRowAbsent, Cause::kNotReported), Cause::kRowAbsent);
}

TEST(DayListTest, RunsAreDrawnTogetherAndLongListsEnd) {
  const Day day{20'574};
  EXPECT_EQ(ToText(std::vector<Day>{day}), "2026-05-01");
  EXPECT_EQ(ToText(std::vector<Day>{day, day + 1, day + 2, day + 5}),
            "2026-05-01 – 2026-05-03, 2026-05-06");
  std::vector<Day> scattered;
  for (int i = 0; i < 10; ++i) scattered.push_back(day + 2 * i);
  EXPECT_THAT(ToText(scattered), ::testing::EndsWith("2026-05-15 and 2 more days"));
}

}  // namespace
}  // namespace cognitrack
