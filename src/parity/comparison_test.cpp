#include "parity/comparison.h"

#include <gmock/gmock.h>

#include "tests/support/parity_case.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

const Day kMay1{20'574};  // 2026-05-01.
const Grain kModelAndProject({"model", "project_id"});

MetricValues Use(std::int64_t requests, std::int64_t input, std::int64_t output) {
  MetricValues values;
  values.Set(Metric::kNumModelRequests, requests);
  values.Set(Metric::kInputTokens, input);
  values.Set(Metric::kOutputTokens, output);
  return values;
}

// Two days; on each gpt-a of proj_alpha and gpt-b of proj_beta, held alike by both sides.
class ComparisonTest : public ::testing::Test {
 protected:
  ComparisonTest() {
    alpha_ = case_.Ref({{"model", "gpt-a"}, {"project_id", "proj_alpha"}});
    beta_ = case_.Ref({{"model", "gpt-b"}, {"project_id", "proj_beta"}});
    case_.files.push_back({"may.csv", {}, {}, "aa"});
    for (const Day day : {kMay1, kMay1 + 1}) {
      Rows().push_back({day, alpha_, Use(5, 500, 50), {}});
      Rows().push_back({day, beta_, Use(7, 70, 700), {}});
      case_.Held(day, kModelAndProject, alpha_, Use(5, 500, 50));
      case_.Held(day, kModelAndProject, beta_, Use(7, 70, 700));
    }
  }
  std::vector<CaseRow>& Rows() { return case_.files[0].rows; }
  ParityDocument Run() {
    Result<ParityDocument> document = case_.Run();
    EXPECT_OK(document);
    return document ? *std::move(document) : ParityDocument();
  }

  ParityCase case_;
  SeriesRef alpha_ = 0;
  SeriesRef beta_ = 0;
};

TEST_F(ComparisonTest, EqualSidesAreExactWithTotalsOfBoth) {
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(document.from, kMay1);
  EXPECT_EQ(document.to, kMay1 + 1);
  EXPECT_THAT(document.dimensions, ElementsAre("model", "project_id"));
  EXPECT_THAT(document.csv_totals,
              ElementsAre(Pair("input_tokens", WideCount{1'140}), Pair("num_model_requests", 24),
                          Pair("output_tokens", WideCount{1'500})));
  EXPECT_EQ(document.csv_totals, document.ledger_totals);
  ASSERT_THAT(document.days, SizeIs(2));
  EXPECT_EQ(document.days[0].verdict, Verdict::kExact);
  EXPECT_EQ(document.days[0].cause, std::nullopt);
  EXPECT_EQ(document.days[0].ledger_state, "settled");
  EXPECT_EQ(document.days[0].ledger_origin, "api");
  EXPECT_FALSE(document.days[0].self);
  EXPECT_EQ(document.differences_total, 0);
  EXPECT_THAT(case_.batches, IsEmpty());
}

TEST_F(ComparisonTest, AChangedNumberIsNamedByDayMetricAndLine) {
  Rows()[2].metrics.Set(Metric::kInputTokens, 501);
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  EXPECT_EQ(document.days[0].verdict, Verdict::kExact);
  EXPECT_EQ(document.days[1].verdict, Verdict::kVariance);
  EXPECT_EQ(document.days[1].cause, Cause::kValueDiffers);
  EXPECT_EQ(document.differences_total, 1);
  ASSERT_THAT(document.differences, SizeIs(1));
  const ParityDifference& difference = document.differences[0];
  EXPECT_EQ(difference.day, kMay1 + 1);
  EXPECT_EQ(difference.kind, DifferenceKind::kMismatch);
  EXPECT_EQ(difference.cause, Cause::kValueDiffers);
  EXPECT_EQ(difference.dimensions.at("model"), "gpt-a");
  EXPECT_EQ(difference.dimensions.at("project_id"), "proj_alpha");
  ASSERT_THAT(difference.metrics, SizeIs(1));
  EXPECT_EQ(difference.metrics.at("input_tokens").csv, WideCount{501});
  EXPECT_EQ(difference.metrics.at("input_tokens").ledger, WideCount{500});
  EXPECT_EQ(difference.metrics.at("input_tokens").delta, WideCount{1});
  EXPECT_THAT(difference.at, ElementsAre(DifferencePlace{"may.csv", 4}));
}

TEST_F(ComparisonTest, ARowAbsentFromTheFileIsAKnownZeroThere) {
  Rows().erase(Rows().begin());
  const ParityDocument document = Run();
  ASSERT_THAT(document.differences, SizeIs(1));
  const ParityDifference& difference = document.differences[0];
  EXPECT_EQ(document.days[0].cause, Cause::kRowAbsent);
  EXPECT_EQ(difference.kind, DifferenceKind::kMissingInCsv);
  EXPECT_EQ(difference.cause, Cause::kRowAbsent);
  EXPECT_EQ(difference.metrics.at("num_model_requests").csv, WideCount{0});
  EXPECT_EQ(difference.metrics.at("num_model_requests").ledger, WideCount{5});
  EXPECT_EQ(difference.metrics.at("num_model_requests").delta, WideCount{-5});
  EXPECT_THAT(difference.at, IsEmpty());
}

TEST_F(ComparisonTest, ARowThatTheLedgerLacksIsAdded) {
  case_.windows[kMay1].rows.pop_back();
  const ParityDocument document = Run();
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].kind, DifferenceKind::kMissingInLedger);
  EXPECT_EQ(document.differences[0].cause, Cause::kRowAdded);
  EXPECT_EQ(document.differences[0].metrics.at("output_tokens").delta, WideCount{700});
  EXPECT_THAT(document.differences[0].at, ElementsAre(DifferencePlace{"may.csv", 3}));
}

TEST_F(ComparisonTest, ADoubledRowIsNamedWithBothItsLines) {
  Rows().push_back(Rows()[1]);
  const ParityDocument document = Run();
  EXPECT_EQ(document.days[0].cause, Cause::kDoubledRow);
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].kind, DifferenceKind::kMismatch);
  EXPECT_EQ(document.differences[0].cause, Cause::kDoubledRow);
  EXPECT_EQ(document.differences[0].metrics.at("input_tokens").delta, WideCount{70});
  EXPECT_THAT(document.differences[0].at,
              ElementsAre(DifferencePlace{"may.csv", 3}, DifferencePlace{"may.csv", 6}));
}

TEST_F(ComparisonTest, AMetricNotReportedAgainstUseIsNamed) {
  case_.windows[kMay1].rows[0].metrics.Set(Metric::kInputCachedTokens, 9);
  case_.windows[kMay1].record.reported.Add(Metric::kInputCachedTokens);
  Rows()[3].metrics.Set(Metric::kInputCachedTokens, 0);
  const ParityDocument document = Run();
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].cause, Cause::kNotReported);
  EXPECT_EQ(document.days[0].cause, Cause::kNotReported);
  const MetricDifference& told = document.differences[0].metrics.at("input_cached_tokens");
  EXPECT_EQ(told.csv, std::nullopt);
  EXPECT_EQ(told.ledger, WideCount{9});
  EXPECT_EQ(told.delta, WideCount{-9});
  EXPECT_THAT(document.not_compared, IsEmpty());
}

TEST_F(ComparisonTest, NotReportedAgainstZeroIsEqual) {
  Rows()[3].metrics.Set(Metric::kInputCachedTokens, 0);
  case_.windows[kMay1].rows[0].metrics.Set(Metric::kInputCachedTokens, 0);
  case_.windows[kMay1].record.reported.Add(Metric::kInputCachedTokens);
  EXPECT_EQ(Run().verdict, Verdict::kExact);
}

TEST_F(ComparisonTest, AMetricThatOneSideNeverReportsIsNotCompared) {
  case_.windows[kMay1].rows[0].metrics.Set(Metric::kInputCacheWrite30mTokens, 9);
  case_.windows[kMay1].record.reported.Add(Metric::kInputCacheWrite30mTokens);
  Rows()[0].metrics.Set(Metric::kInputTextTokens, 4);
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_THAT(document.not_compared,
              ElementsAre("input_cache_write_30m_tokens", "input_text_tokens"));
  EXPECT_EQ(document.csv_totals.at("input_text_tokens"), WideCount{4});
  EXPECT_EQ(document.ledger_totals.at("input_cache_write_30m_tokens"), WideCount{9});
}

TEST_F(ComparisonTest, AnAllZeroRowEqualsAnAbsentRow) {
  Rows().push_back({kMay1, case_.Ref({{"model", "gpt-c"}}), Use(0, 0, 0), {}});
  case_.Held(kMay1, kModelAndProject, case_.Ref({{"model", "gpt-d"}}), Use(0, 0, 0));
  EXPECT_EQ(Run().verdict, Verdict::kExact);
}

TEST_F(ComparisonTest, AnEmptyValueEqualsABlank) {
  case_.Held(kMay1, kModelAndProject, case_.Ref({{"model", "gpt-c"}, {"project_id", ""}}),
             Use(1, 1, 1));
  Rows().push_back({kMay1, case_.Ref({{"model", "gpt-c"}}), Use(1, 1, 1), {}});
  EXPECT_EQ(Run().verdict, Verdict::kExact);
  Rows().back().metrics.Set(Metric::kInputTokens, 2);
  const ParityDocument document = Run();
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].dimensions.at("project_id"), std::nullopt);
}

TEST_F(ComparisonTest, ADayWithTimeCellsOnlyIsAZero) {
  Rows().push_back({kMay1 + 2, 0, {}, {}, true});
  case_.Window(kMay1 + 2, kModelAndProject);
  ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(document.days[2].csv->at("input_tokens"), WideCount{0});
  EXPECT_EQ(document.days[2].ledger->at("input_tokens"), WideCount{0});

  case_.Held(kMay1 + 2, kModelAndProject, alpha_, Use(1, 1, 1));
  document = Run();
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].cause, Cause::kRowAbsent);
  EXPECT_EQ(document.differences[0].dimensions.at("model"), "gpt-a");
}

TEST_F(ComparisonTest, SumsBeyond64BitsStayExact) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  Rows().push_back({kMay1, alpha_, Use(0, most, 0), {}});
  Rows().push_back({kMay1, alpha_, Use(0, most, 1), {}});
  const ParityDocument document = Run();
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].metrics.at("input_tokens").delta, WideCount{most} * 2);
}

TEST_F(ComparisonTest, UnknownMetricsAreComparedAsExactDecimals) {
  Rows()[0].unknown = {{alpha_, "compute_units", "0.1"}};
  Rows().push_back({kMay1, alpha_, Use(0, 0, 0), {{alpha_, "compute_units", "0.2"}}});
  case_.windows[kMay1].unknown = {{alpha_, "compute_units", "0.3"}};
  EXPECT_EQ(Run().verdict, Verdict::kExact);

  case_.windows[kMay1].unknown[0].value = "0.5";
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_THAT(document.differences[0].metrics, IsEmpty());
  EXPECT_EQ(document.differences[0].cause, Cause::kValueDiffers);
  const DecimalDifference& told = document.differences[0].decimals.at("compute_units");
  EXPECT_EQ(told.csv, "0.3");
  EXPECT_EQ(told.ledger, "0.5");
  EXPECT_EQ(told.delta, "-0.2");
}

TEST_F(ComparisonTest, AnUnknownMetricOfOneSideIsNotCompared) {
  Rows()[0].unknown = {{alpha_, "compute_units", "0.1"}};
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_THAT(document.not_compared, ElementsAre("compute_units"));
  EXPECT_THAT(document.csv_decimal_totals, ElementsAre(Pair("compute_units", "0.1")));
}

TEST_F(ComparisonTest, OnlyTheFirstDifferencesAreKeptInOrderAndAllAreCounted) {
  for (CaseRow& row : Rows()) row.metrics.Set(Metric::kOutputTokens, 1);
  case_.scope.differences_kept = 3;
  const ParityDocument document = Run();
  EXPECT_EQ(document.differences_total, 4);
  ASSERT_THAT(document.differences, SizeIs(3));
  EXPECT_EQ(document.differences[0].dimensions.at("model"), "gpt-a");
  EXPECT_EQ(document.differences[1].dimensions.at("model"), "gpt-b");
  EXPECT_EQ(document.differences[2].day, kMay1 + 1);
}

TEST_F(ComparisonTest, ADayOfManyRowsIsJoinedInSlicesWithTheSameResult) {
  for (int i = 0; i < 40; ++i) {
    const SeriesRef ref = case_.Ref({{"model", "gpt-" + std::to_string(100 + i)}});
    Rows().push_back({kMay1, ref, Use(1, i, 2), {}});
    case_.Held(kMay1, kModelAndProject, ref, Use(1, i, 3));
  }
  case_.scope.differences_kept = 10;
  const ParityDocument whole = Run();
  EXPECT_THAT(case_.batches, SizeIs(1));
  case_.scope.rows_per_batch = 10;
  const ParityDocument sliced = Run();
  EXPECT_THAT(case_.batches, SizeIs(8));
  EXPECT_EQ(whole.differences_total, 40);
  EXPECT_EQ(sliced.differences_total, 40);
  ASSERT_THAT(sliced.differences, SizeIs(10));
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(sliced.differences[i].dimensions, whole.differences[i].dimensions);
  }
}

TEST_F(ComparisonTest, ADayHeldAlikeByTwoFilesCountsOnce) {
  case_.files.push_back({"again.csv", {Rows()[1], Rows()[0]}, {}, "bb"});
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_THAT(document.notes, ElementsAre("2026-05-01: held alike by again.csv and by an earlier "
                                          "file; counted once."));
  EXPECT_THAT(document.files, SizeIs(2));
  EXPECT_EQ(RowsCompared(document), 4);
}

TEST_F(ComparisonTest, ADayHeldDifferentlyByTwoFilesIsRefused) {
  case_.files.push_back({"again.csv", {Rows()[0]}, {}, "bb"});
  EXPECT_THAT(case_.Run(),
              HasError(ErrorCode::kBadInput,
                       HasSubstr("again.csv: holds 2026-05-01 otherwise than may.csv")));
}

TEST_F(ComparisonTest, HoursAreSummedToDays) {
  Rows().clear();
  case_.windows.clear();
  for (int hour = 0; hour < 24; ++hour) {
    const UtcSeconds start = kMay1.start() + hour * kSecondsPerHour;
    Rows().push_back({kMay1, alpha_, Use(1, 10, 2), {}, false, start, start + kSecondsPerHour});
  }
  case_.Held(kMay1, kModelAndProject, alpha_, Use(24, 240, 48));
  EXPECT_EQ(Run().verdict, Verdict::kExact);
}

}  // namespace
}  // namespace cognitrack
