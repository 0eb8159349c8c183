// The grain of each day, dropped dimensions, --dimensions, filters and spot checks.
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
using ::testing::Pair;
using ::testing::SizeIs;

const Day kMay1{20'574};  // 2026-05-01.

MetricValues Tokens(std::int64_t input) {
  MetricValues values;
  values.Set(Metric::kInputTokens, input);
  return values;
}

class ComparisonGrainTest : public ::testing::Test {
 protected:
  ComparisonGrainTest() { case_.files.push_back({"may.csv", {}, {}, "aa"}); }

  void InFile(Day day, std::vector<DimensionValue> values, std::int64_t input) {
    case_.files[0].rows.push_back({day, case_.Ref(std::move(values)), Tokens(input), {}});
  }
  void InLedger(Day day, const Grain& grain, std::vector<DimensionValue> values,
                std::int64_t input) {
    case_.Held(day, grain, case_.Ref(std::move(values)), Tokens(input));
  }
  ParityDocument Run() {
    Result<ParityDocument> document = case_.Run();
    EXPECT_OK(document);
    return document ? *std::move(document) : ParityDocument();
  }

  ParityCase case_;
};

TEST_F(ComparisonGrainTest, ADayIsAskedForAgainWhenMoreIsLearntOfItsGrain) {
  const Grain fine({"model", "user_id"});
  InFile(kMay1, {{"model", "a"}}, 3);
  InFile(kMay1 + 1, {{"model", "a"}}, 5);  // The file leaves the first day, and comes back to it.
  InFile(kMay1, {{"model", "a"}, {"user_id", "user_bob"}}, 4);
  InLedger(kMay1, fine, {{"model", "a"}}, 4);
  InLedger(kMay1, fine, {{"model", "a"}, {"user_id", "user_bob"}}, 3);
  InLedger(kMay1 + 1, fine, {{"model", "a"}}, 5);
  case_.tally_ahead = true;
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kVariance);
  ASSERT_THAT(document.differences, SizeIs(2));  // By model alone both sides hold 7.
  EXPECT_EQ(document.differences[0].metrics.at("input_tokens").delta, WideCount{-1});
  EXPECT_EQ(document.differences[1].metrics.at("input_tokens").delta, WideCount{1});
}

TEST_F(ComparisonGrainTest, DaysAreAskedForAsSoonAsTheFileHasLeftThem) {
  const Grain grain({"model"});
  const SeriesRef ref = case_.Ref({{"model", "a"}});
  Comparison comparison(case_.scope, &case_.series);
  for (int i = 0; i < 3; ++i) {
    InLedger(kMay1 + i, grain, {{"model", "a"}}, 1);
    const CaseWindow& window = case_.windows[kMay1 + i];
    comparison.HoldWindow(window.record, window.state);
  }
  const MetricValues metrics = Tokens(1);
  const std::vector<UnknownMetric> unknown;
  const auto read = [&](Day day) {
    ASSERT_OK(comparison.AddExportRow(
        ExportLine{2, day.start(), day.end(), false, ref, metrics, unknown}));
  };
  const auto asked = [&] {
    std::vector<Day> days;
    for (const DayToTally& day : comparison.DaysToTally()) days.push_back(day.day);
    return days;
  };
  read(kMay1 + 1);
  EXPECT_THAT(asked(), IsEmpty());
  read(kMay1);
  EXPECT_THAT(asked(), ElementsAre(kMay1 + 1));
  EXPECT_THAT(asked(), IsEmpty());
  read(kMay1 + 5);  // That the ledger does not hold.
  read(kMay1 + 1);
  EXPECT_THAT(asked(), ElementsAre(kMay1));
}

TEST_F(ComparisonGrainTest, EachDayIsComparedOnWhatBothSidesHoldOfIt) {
  const Grain fine({"model", "user_id"});
  InFile(kMay1, {{"model", "a"}, {"user_id", "user_ann"}}, 3);
  InFile(kMay1, {{"model", "a"}, {"user_id", "user_bob"}}, 4);
  InFile(kMay1 + 1, {{"model", "a"}, {"user_id", "user_ann"}}, 5);
  InLedger(kMay1, Grain({"model"}), {{"model", "a"}}, 7);  // A coarser window.
  InLedger(kMay1 + 1, fine, {{"model", "a"}, {"user_id", "user_ann"}}, 5);
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_THAT(document.dimensions, ElementsAre("model", "user_id"));
  EXPECT_THAT(document.dropped, IsEmpty());
  EXPECT_THAT(document.notes, ElementsAre("user_id was not compared on 2026-05-01: not asked for "
                                          "by the ledger."));
}

TEST_F(ComparisonGrainTest, ADimensionThatTheFileLeavesBlankAllDayDropsOut) {
  const Grain fine({"model", "user_id"});
  InFile(kMay1, {{"model", "a"}}, 7);
  InLedger(kMay1, fine, {{"model", "a"}, {"user_id", "user_ann"}}, 3);
  InLedger(kMay1, fine, {{"model", "a"}, {"user_id", "user_bob"}}, 4);
  EXPECT_EQ(Run().verdict, Verdict::kExact);

  case_.files[0].rows[0].metrics = Tokens(8);
  const ParityDocument document = Run();
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_THAT(document.differences[0].dimensions, SizeIs(1));
  EXPECT_EQ(document.differences[0].metrics.at("input_tokens").ledger, WideCount{7});
}

TEST_F(ComparisonGrainTest, ABlankAmongValuesIsUnattributedAndStaysApart) {
  const Grain fine({"model", "user_id"});
  InFile(kMay1, {{"model", "a"}}, 7);
  InFile(kMay1, {{"model", "a"}, {"user_id", "user_ann"}}, 1);
  InLedger(kMay1, fine, {{"model", "a"}}, 6);
  InLedger(kMay1, fine, {{"model", "a"}, {"user_id", "user_ann"}}, 2);
  EXPECT_EQ(Run().differences_total, 2);
}

TEST_F(ComparisonGrainTest, DroppedDimensionsSayWhy) {
  const Grain full({"api_source", "batch", "model", "user_id"});
  case_.files[0].header.dimensions = Grain({"batch", "service_tier"});
  case_.scope.dimensions = Grain({"api_source", "batch", "model", "service_tier"});
  InFile(kMay1, {{"model", "a"}, {"service_tier", "default"}, {"user_id", "user_ann"}}, 7);
  InLedger(kMay1, full, {{"model", "a"}, {"user_id", "user_ann"}}, 7);
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_THAT(document.dimensions, ElementsAre("model"));
  EXPECT_THAT(document.dropped, ElementsAre(Pair("api_source", "not a column of the export"),
                                            Pair("batch", "blank in the export"),
                                            Pair("service_tier", "not asked for by the ledger"),
                                            Pair("user_id", "not in --dimensions")));
}

TEST_F(ComparisonGrainTest, OnlyTheDimensionsAskedForAreCompared) {
  const Grain fine({"model", "user_id"});
  InFile(kMay1, {{"model", "a"}, {"user_id", "user_ann"}}, 3);
  InLedger(kMay1, fine, {{"model", "a"}, {"user_id", "user_bob"}}, 3);
  EXPECT_EQ(Run().verdict, Verdict::kVariance);
  case_.scope.dimensions = Grain({"model"});
  EXPECT_EQ(Run().verdict, Verdict::kExact);
  case_.scope.dimensions = Grain();
  EXPECT_EQ(Run().verdict, Verdict::kExact);
}

TEST_F(ComparisonGrainTest, ADimensionThatStandsNowhereIsRefused) {
  InFile(kMay1, {{"model", "a"}, {"region", "eu"}}, 3);
  InLedger(kMay1, Grain({"line", "model"}), {{"model", "a"}}, 3);
  case_.scope.dimensions = Grain({"modle"});
  EXPECT_THAT(case_.Run(), HasError(ErrorCode::kUsage, HasSubstr("--dimensions modle: neither")));
  EXPECT_THAT(case_.Run(), HasError(ErrorCode::kUsage, HasSubstr("nothing was compared")));
  // Of the file, of the ledger, and one that is known though both lack it.
  case_.scope.dimensions = Grain({"line", "region", "user_id"});
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_THAT(document.dimensions, IsEmpty());
  EXPECT_THAT(document.dropped, Contains(Pair("user_id", "not a column of the export")));
  EXPECT_EQ(ScopeInWords(document), "on sums of days only");
}

TEST_F(ComparisonGrainTest, TheScopeCountsTheRowsThatWereComparedAndNamesWhatWasAskedFor) {
  const Grain grain({"model", "project_id"});
  for (int i = 0; i < 2; ++i) {
    for (const char* project : {"proj_alpha", "proj_beta"}) {
      InFile(kMay1 + i, {{"model", "a"}, {"project_id", project}}, 3);
      InLedger(kMay1 + i, grain, {{"model", "a"}, {"project_id", project}}, 3);
    }
  }
  EXPECT_EQ(RowsCompared(Run()), 4);
  EXPECT_EQ(ScopeInWords(Run()), "");
  case_.scope.from = kMay1;
  case_.scope.to = kMay1 + 1;
  EXPECT_EQ(ScopeInWords(Run()), "");  // No narrower than the file.

  case_.scope.filters = {{"project_id", "proj_alpha"}};
  EXPECT_EQ(RowsCompared(Run()), 2);
  EXPECT_EQ(ScopeInWords(Run()), "within project_id = proj_alpha");
  case_.scope.to = kMay1;
  case_.scope.dimensions = Grain({"model"});
  EXPECT_EQ(RowsCompared(Run()), 1);
  EXPECT_EQ(ScopeInWords(Run()),
            "within project_id = proj_alpha, on model only, on 2026-05-01 only");
}

TEST_F(ComparisonGrainTest, AFilterThatNoRowPassesIsRefused) {
  const Grain grain({"model", "project_id"});
  InFile(kMay1, {{"model", "a"}, {"project_id", "proj_alpha"}}, 3);
  InLedger(kMay1, grain, {{"model", "a"}, {"project_id", "proj_alpha"}}, 3);
  InLedger(kMay1, grain, {{"model", "b"}, {"project_id", "proj_alpha"}}, 3);
  case_.scope.filters = {{"model", "nonexistent"}};
  EXPECT_THAT(case_.Run(), HasError(ErrorCode::kUsage,
                                    HasSubstr("no row of the export or of the ledger passes "
                                              "--filter model=nonexistent; nothing was compared")));
  case_.scope.filters = {{"model", "b"}};  // A row of one side is enough for an answer.
  EXPECT_EQ(Run().verdict, Verdict::kVariance);
  case_.scope.filters = {{"model", "a"}, {"project_id", ""}};
  EXPECT_THAT(case_.Run(),
              HasError(ErrorCode::kUsage, HasSubstr("--filter model=a --filter project_id=;")));
}

TEST_F(ComparisonGrainTest, AFilterAppliesToBothSides) {
  const Grain grain({"model", "project_id"});
  InFile(kMay1, {{"model", "a"}, {"project_id", "proj_alpha"}}, 3);
  InFile(kMay1, {{"model", "a"}, {"project_id", "proj_beta"}}, 4);
  InFile(kMay1, {{"model", "a"}}, 5);
  InLedger(kMay1, grain, {{"model", "a"}, {"project_id", "proj_alpha"}}, 3);
  InLedger(kMay1, grain, {{"model", "a"}, {"project_id", "proj_gamma"}}, 9);
  InLedger(kMay1, grain, {{"model", "a"}, {"project_id", ""}}, 5);
  EXPECT_EQ(Run().differences_total, 2);

  case_.scope.filters = {{"project_id", "proj_alpha"}};
  ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(document.csv_totals.at("input_tokens"), WideCount{3});
  EXPECT_EQ(document.ledger_totals.at("input_tokens"), WideCount{3});
  EXPECT_THAT(document.notes, Contains("Compared only rows with project_id = proj_alpha, on both "
                                       "sides."));

  case_.scope.filters = {{"project_id", ""}, {"project_id", "proj_alpha"}, {"model", "a"}};
  document = Run();
  EXPECT_EQ(document.verdict, Verdict::kExact);
  EXPECT_EQ(document.csv_totals.at("input_tokens"), WideCount{8});

  case_.scope.filters = {{"project_id", "proj_beta"}};
  document = Run();
  ASSERT_THAT(document.differences, SizeIs(1));
  EXPECT_EQ(document.differences[0].cause, Cause::kRowAdded);
}

TEST_F(ComparisonGrainTest, AFilterThatASideCannotAnswerProvesNothing) {
  InFile(kMay1, {{"model", "a"}, {"user_id", "user_ann"}}, 3);
  InLedger(kMay1, Grain({"model"}), {{"model", "a"}}, 3);
  case_.scope.filters = {{"user_id", "user_ann"}};
  const ParityDocument document = Run();
  EXPECT_EQ(document.verdict, Verdict::kIncomplete);
  EXPECT_EQ(document.days[0].ledger, std::nullopt);
  EXPECT_THAT(document.notes,
              Contains("2026-05-01: the ledger does not hold what the filter asks for."));

  case_.scope.filters = {{"project_id", "proj_alpha"}};
  EXPECT_THAT(case_.Run(), HasError(ErrorCode::kUsage, HasSubstr("--filter project_id")));
}

TEST_F(ComparisonGrainTest, SpotChecksShowTheBusiestProjectsAndEachTier) {
  const Grain grain({"project_id", "service_tier"});
  const auto both = [&](const char* project, const char* tier, std::int64_t csv,
                        std::int64_t ledger) {
    InFile(kMay1, {{"project_id", project}, {"service_tier", tier}}, csv);
    InLedger(kMay1, grain, {{"project_id", project}, {"service_tier", tier}}, ledger);
  };
  both("proj_a", "default", 1'000, 1'000);
  both("proj_b", "default", 900, 901);
  both("proj_c", "default", 800, 800);
  both("proj_d", "default", 700, 700);
  both("proj_d", "flex", 6, 6);
  const std::vector<SpotCheck> checks = Run().spot_checks;
  ASSERT_THAT(checks, SizeIs(4));
  EXPECT_EQ(checks[0].dimensions.at("project_id"), "proj_a");
  EXPECT_EQ(checks[1].csv.at("input_tokens"), WideCount{900});
  EXPECT_EQ(checks[1].ledger.at("input_tokens"), WideCount{901});
  EXPECT_EQ(checks[3].dimensions.at("service_tier"), "flex");
}

TEST_F(ComparisonGrainTest, SpotChecksLeaveOutWhatIsNotCompared) {
  InFile(kMay1, {{"project_id", "proj_a"}}, 5);
  InLedger(kMay1, Grain({"project_id", "service_tier"}),
           {{"project_id", "proj_a"}, {"service_tier", "default"}}, 5);
  const std::vector<SpotCheck> checks = Run().spot_checks;
  ASSERT_THAT(checks, SizeIs(1));
  EXPECT_THAT(checks[0].dimensions, SizeIs(1));
  EXPECT_EQ(checks[0].ledger.at("input_tokens"), WideCount{5});
}

}  // namespace
}  // namespace cognitrack
