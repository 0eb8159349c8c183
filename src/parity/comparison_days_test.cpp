// Verdicts and causes of days, the range, what is read of each side, and filters.
#include <gmock/gmock.h>

#include "parity/comparison.h"
#include "tests/support/parity_case.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Day kMay1{20'574};  // 2026-05-01.
const Grain kModel({"model"});

MetricValues Tokens(std::int64_t input) {
  MetricValues values;
  values.Set(Metric::kInputTokens, input);
  return values;
}

// Three days of gpt-a, 10 tokens each, held alike by both sides.
class ComparisonDaysTest : public ::testing::Test {
 protected:
  ComparisonDaysTest() {
    a_ = case_.Ref({{"model", "gpt-a"}});
    case_.files.push_back({"may.csv", {}, {}, "aa"});
    for (int i = 0; i < 3; ++i) {
      Rows().push_back({kMay1 + i, a_, Tokens(10), {}});
      case_.Held(kMay1 + i, kModel, a_, Tokens(10));
    }
  }
  std::vector<CaseRow>& Rows() { return case_.files[0].rows; }
  WindowRecord& Record(int i) { return case_.windows[kMay1 + i].record; }
  ParityDocument Run() {
    Result<ParityDocument> document = case_.Run();
    EXPECT_OK(document);
    return document ? *std::move(document) : ParityDocument();
  }

  ParityCase case_;
  SeriesRef a_ = 0;
};

TEST_F(ComparisonDaysTest, ADayNeverReadIsIncomplete) {
  case_.windows.erase(kMay1 + 1);
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kIncomplete);
  EXPECT_EQ(document.days[1].cause, Cause::kWindowMissing);
  EXPECT_EQ(document.days[1].ledger_state, "missing");
  EXPECT_EQ(document.days[1].ledger_origin, "");
  EXPECT_EQ(document.days[1].ledger, std::nullopt);
  EXPECT_EQ(document.days[1].csv->at("input_tokens"), WideCount{10});
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].kind, DifferenceKind::kMissingInLedger);
  EXPECT_EQ(document.differences[0].cause, Cause::kWindowMissing);
  EXPECT_EQ(document.differences[0].metrics.at("input_tokens").ledger, std::nullopt);
}

TEST_F(ComparisonDaysTest, AParkedDayIsIncomplete) {
  CaseWindow& window = case_.windows[kMay1 + 1];
  window.rows.clear();
  window.record.revision = 0;
  window.record.attempt = {AttemptOutcome::kParked, "HTTP 400", 1, 0};
  window.state = WindowState::kMissing;
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kIncomplete);
  EXPECT_EQ(document.days[1].cause, Cause::kWindowParked);
  EXPECT_THAT(document.notes, Contains("2026-05-02: the ledger's last read is parked: HTTP 400."));
}

TEST_F(ComparisonDaysTest, AnOpenDayIsAlwaysIncomplete) {
  case_.windows[kMay1 + 2].state = WindowState::kOpen;
  EXPECT_EQ(Run().days[2].cause, Cause::kDayOpen);
  Rows()[2].metrics = Tokens(11);
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kIncomplete);
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].cause, Cause::kDayOpen);
}

TEST_F(ComparisonDaysTest, ADayThatIsNotOverIsOpenWhateverTheRecordSays) {
  case_.scope.now = (kMay1 + 2).end() - 1;
  EXPECT_EQ(Run().verdict, Verdict::kIncomplete);
  case_.scope.now = (kMay1 + 2).end();
  EXPECT_EQ(Run().verdict, Verdict::kExact);
}

TEST_F(ComparisonDaysTest, ADayAbsentFromTheFileIsVarianceWhereTheLedgerHoldsUse) {
  Rows().erase(Rows().begin() + 1);
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  EXPECT_EQ(document.days[1].cause, Cause::kDayAbsent);
  EXPECT_EQ(document.days[1].csv, std::nullopt);
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].kind, DifferenceKind::kMissingInCsv);
  EXPECT_EQ(document.differences[0].cause, Cause::kDayAbsent);
  EXPECT_EQ(document.differences[0].dimensions.at("model"), "gpt-a");
  EXPECT_EQ(document.differences[0].metrics.at("input_tokens").csv, std::nullopt);
}

TEST_F(ComparisonDaysTest, ADayAbsentFromTheFileIsIncompleteWhereTheLedgerHoldsNoUse) {
  Rows().erase(Rows().begin() + 1);
  case_.windows[kMay1 + 1].rows = {{a_, Tokens(0)}};
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kIncomplete);
  EXPECT_EQ(document.days[1].cause, Cause::kDayAbsent);
  EXPECT_EQ(document.differences_total, 0);
}

TEST_F(ComparisonDaysTest, AClippedLastDayWithNoMoreThanTheLedgerIsExplained) {
  Rows()[2].end = Rows()[2].day.end() - 1;
  EXPECT_EQ(Run().verdict, Verdict::kExact);

  Rows()[2].metrics = Tokens(9);
  ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExplained);
  EXPECT_EQ(document.days[2].cause, Cause::kClippedDay);
  EXPECT_EQ(document.differences[0].cause, Cause::kClippedDay);
  EXPECT_TRUE(Proves(document.verdict));

  Rows()[2].metrics = Tokens(11);
  document = Run();
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  EXPECT_EQ(document.days[2].cause, Cause::kValueDiffers);
}

TEST_F(ComparisonDaysTest, AClippedDayExcusesNothingWhereTheLedgersIsClippedToo) {
  Rows()[2].end = Rows()[2].day.end() - 1;
  Rows()[2].metrics = Tokens(9);
  Record(2).clipped = true;
  EXPECT_EQ(Run().days[2].cause, Cause::kValueDiffers);
}

TEST_F(ComparisonDaysTest, OnlyTheLastDayOfAFileIsExcusedByAnEarlyEnd) {
  Rows()[1].end = Rows()[1].day.end() - 1;
  Rows()[1].metrics = Tokens(9);
  EXPECT_EQ(Run().verdict, Verdict::kVariance);
}

TEST_F(ComparisonDaysTest, AnHourlyDayWithoutAllItsHoursIsNotProven) {
  Rows()[1].start = Rows()[1].day.start();
  Rows()[1].end = Rows()[1].start + kSecondsPerHour;
  ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kIncomplete);
  EXPECT_EQ(document.days[1].cause, Cause::kHoursMissing);
  Rows()[1].metrics = Tokens(3);
  document = Run();
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  EXPECT_EQ(document.differences[0].cause, Cause::kHoursMissing);
}

TEST_F(ComparisonDaysTest, APrunedDayIsComparedByItsKeptTotals) {
  Record(1).pruned = true;
  Record(1).totals = Tokens(10);
  case_.windows[kMay1 + 1].rows.clear();
  case_.windows[kMay1 + 1].state = WindowState::kPruned;
  ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(document.days[1].ledger->at("input_tokens"), WideCount{10});

  Rows()[1].metrics = Tokens(12);
  document = Run();
  EXPECT_EQ(document.days[1].cause, Cause::kPruned);
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_THAT(document.differences[0].dimensions, IsEmpty());
  EXPECT_EQ(document.differences[0].metrics.at("input_tokens").delta, WideCount{2});
}

TEST_F(ComparisonDaysTest, AMonthHeldAtTwoGrainsIsVarianceOnEachOfItsDays) {
  for (int i = 0; i < 3; ++i) Rows().push_back({kMay1 + i, case_.Ref({}), Tokens(10), {}});
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  for (const ParityDay& day : document.days) EXPECT_EQ(day.cause, Cause::kSecondGrain);
  ASSERT_THAT(document.differences, SizeIs(3));
  EXPECT_EQ(document.differences[0].cause, Cause::kSecondGrain);
  EXPECT_EQ(document.differences[0].dimensions.at("model"), std::nullopt);
  EXPECT_THAT(document.notes, Contains(HasSubstr("2026-05 is held at 2 grains")));
}

TEST_F(ComparisonDaysTest, TheWorstDayIsTheVerdictOfTheRange) {
  Rows()[0].metrics = Tokens(9);
  case_.windows.erase(kMay1 + 1);
  EXPECT_EQ(Run().verdict, Verdict::kVariance);
}

TEST_F(ComparisonDaysTest, AnEmptyGridHoldsZeros) {
  Rows().clear();
  case_.windows.clear();
  for (int i = 0; i < 3; ++i) {
    Rows().push_back({kMay1 + i, 0, {}, {}, true});
    case_.Window(kMay1 + i, kModel);
  }
  EXPECT_EQ(Run().verdict, Verdict::kExact);
  case_.Held(kMay1, kModel, a_, Tokens(10));
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  EXPECT_EQ(document.differences[0].dimensions.at("model"), "gpt-a");
  EXPECT_EQ(document.csv_totals.at("input_tokens"), WideCount{0});
}

TEST_F(ComparisonDaysTest, TheRangeIsThatOfTheFilesUnlessGiven) {
  case_.Held(kMay1 + 3, kModel, a_, Tokens(10));
  EXPECT_EQ(Run().to, kMay1 + 2);
  case_.scope.to = kMay1 + 3;
  ParityDocument document = Run();
  EXPECT_EQ(document.to, kMay1 + 3);
  EXPECT_EQ(document.days[3].cause, Cause::kDayAbsent);

  case_.scope.from = kMay1 + 1;
  case_.scope.to = kMay1 + 1;
  document = Run();
  EXPECT_THAT(document.days, SizeIs(1));
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(document.csv_totals.at("input_tokens"), WideCount{10});
  EXPECT_EQ(RowsCompared(document), 1);
  EXPECT_EQ(ScopeInWords(document), "on 2026-05-02 only");
  EXPECT_THAT(document.notes, Contains("2 rows of the files lie outside 2026-05-02 – 2026-05-02 "
                                       "and were left out."));
}

TEST_F(ComparisonDaysTest, UseOutsideTheFilesRangeIsToldThoughNotCompared) {
  for (int i = 0; i < 3; ++i) Record(i).totals = Tokens(10);
  Rows() = {{kMay1 + 1, a_, Tokens(10), {}}};
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_THAT(document.notes,
              Contains("Not compared, because no file lists them: the ledger's use on 1 day before "
                       "2026-05-02 and 1 day after 2026-05-02; --from and --to widen the range."));
  Record(0).totals = {};
  Record(2).totals = {};
  EXPECT_THAT(Run().notes, IsEmpty());
}

TEST_F(ComparisonDaysTest, ARangeThatEndsBeforeItBeginsIsRefused) {
  case_.scope.from = kMay1 + 9;
  EXPECT_THAT(case_.Run(), HasError(ErrorCode::kBadInput, HasSubstr("lists no day")));
  case_.scope.to = kMay1 + 2;
  EXPECT_THAT(case_.Run(), HasError(ErrorCode::kUsage, HasSubstr("ends before it begins")));
}

TEST_F(ComparisonDaysTest, DaysOfExportOriginAreMarkedAndTheNoteSaysWhatThatIsWorth) {
  Record(0).origin = {false, "aa"};
  Record(2).origin = {false, "cc"};
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_TRUE(document.days[0].self);
  EXPECT_FALSE(document.days[1].self);
  EXPECT_EQ(document.days[2].ledger_origin, "export:cc");
  EXPECT_THAT(document.notes,
              ElementsAre("A ledger compared with its own file proves nothing: the days 2026-05-01 "
                          "were imported from this very file, not read from the provider.",
                          "The days 2026-05-03 were imported from an export and not read from the "
                          "API: this compares two exports, and proves nothing about the "
                          "provider."));
}

TEST_F(ComparisonDaysTest, AnotherOrganisationsExportIsNoted) {
  Rows()[0].series = case_.Ref({{"model", "gpt-a"}, {"project_id", "proj_other"}});
  MetricValues use = Tokens(10);
  use.Set(Metric::kNumModelRequests, 1);
  Rows()[0].metrics = use;
  case_.scope.known_projects = {"proj_alpha"};
  EXPECT_THAT(Run().notes, Contains(HasSubstr("another organisation's export")));
  case_.scope.known_projects = {"proj_alpha", "proj_other"};
  EXPECT_THAT(Run().notes, IsEmpty());
}

}  // namespace
}  // namespace cognitrack
