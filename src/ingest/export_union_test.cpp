#include "ingest/export_union.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr Day kDay{20'500};

struct RowText {
  std::string project;
  std::string model;
  std::int64_t requests;
  std::int64_t tokens;
};

class ExportUnionTest : public ::testing::Test {
 protected:
  WindowRead DayOfRows(Day day, const std::vector<RowText>& rows) {
    WindowRead read;
    read.start = day.start();
    read.end = day.end();
    read.grain = Grain({"model", "project_id"});
    read.origin = {false, "unnamed"};
    for (const RowText& text : rows) {
      std::vector<DimensionValue> values{{"model", text.model}};
      if (!text.project.empty()) values.push_back({"project_id", text.project});
      UsageRow row{series_.Intern(Series(values)), {}};
      row.metrics.Set(Metric::kNumModelRequests, text.requests);
      row.metrics.Set(Metric::kInputTokens, text.tokens);
      read.reported = read.reported | row.metrics.reported();
      read.rows.push_back(row);
    }
    return read;
  }

  static ExportDays File(const std::string& name, std::vector<WindowRead> days) {
    ExportDays file;
    file.file.name = name + ".csv";
    file.file.sha256 = name;
    file.days = std::move(days);
    for (WindowRead& day : file.days) day.origin.file_sha256 = name;
    return file;
  }

  Result<std::vector<WindowRead>> Union(std::vector<ExportDays> files, bool merge) {
    return UnionOf(&files, merge, &series_);
  }

  std::int64_t Requests(const WindowRead& read) {
    return TotalsOf(read.rows)->OrZero(Metric::kNumModelRequests);
  }

  SeriesTable series_;
};

TEST_F(ExportUnionTest, DaysOfSeveralFilesAreSorted) {
  const auto days = Union({File("b", {DayOfRows(kDay + 1, {{"p", "m", 1, 10}})}),
                           File("a", {DayOfRows(kDay, {{"p", "m", 2, 20}})})},
                          false);
  ASSERT_OK(days);
  ASSERT_THAT(*days, SizeIs(2));
  EXPECT_EQ(DayOf((*days)[0].start), kDay);
  EXPECT_EQ((*days)[0].origin.file_sha256, "a");
  EXPECT_EQ((*days)[1].origin.file_sha256, "b");
}

TEST_F(ExportUnionTest, ADayHeldEquallyInTwoFilesCountsOnce) {
  const WindowRead day = DayOfRows(kDay, {{"p", "m", 1, 10}, {"q", "m", 2, 20}});
  WindowRead shuffled = day;
  std::reverse(shuffled.rows.begin(), shuffled.rows.end());
  for (const bool merge : {false, true}) {
    const auto days = Union({File("b", {shuffled}), File("a", {day})}, merge);
    ASSERT_OK(days);
    ASSERT_THAT(*days, SizeIs(1));
    EXPECT_EQ(Requests(days->front()), 3);
    EXPECT_EQ(days->front().origin.file_sha256, "a");
  }
}

TEST_F(ExportUnionTest, AnAllZeroRowAndAMetricNotReportedMakeNoDifference) {
  WindowRead zeros = DayOfRows(kDay, {{"p", "m", 1, 10}, {"q", "m", 0, 0}});
  zeros.rows[0].metrics.Set(Metric::kOutputTokens, 0);
  EXPECT_OK(Union({File("a", {zeros}), File("b", {DayOfRows(kDay, {{"p", "m", 1, 10}})})}, false));
}

TEST_F(ExportUnionTest, ADayHeldDifferentlyIsRefusedWithItsNumbers) {
  EXPECT_THAT(Union({File("a", {DayOfRows(kDay, {{"p", "m", 1, 10}})}),
                     File("b", {DayOfRows(kDay, {{"p", "m", 1, 11}})})},
                    false),
              HasError(ErrorCode::kBadInput,
                       AllOf(HasSubstr("2026-02-16 is held differently in a.csv and b.csv"),
                             HasSubstr("model=m, project_id=p: input_tokens 10 against 11"),
                             HasSubstr("Nothing was stored"))));
}

TEST_F(ExportUnionTest, AWholeDayCountsInPlaceOfOneThatWasCutShort) {
  WindowRead cut = DayOfRows(kDay, {{"p", "m", 1, 9}});
  cut.clipped = true;
  const WindowRead whole = DayOfRows(kDay, {{"p", "m", 1, 10}, {"q", "m", 1, 5}});
  const auto days = Union({File("a", {cut}), File("b", {whole})}, false);
  ASSERT_OK(days);
  EXPECT_FALSE(days->front().clipped);
  EXPECT_EQ(Requests(days->front()), 2);
  WindowRead contradicting = DayOfRows(kDay, {{"p", "m", 1, 11}});
  contradicting.clipped = true;
  EXPECT_THAT(Union({File("a", {contradicting}), File("b", {whole})}, false),
              HasError(ErrorCode::kBadInput, HasSubstr("held differently")));
}

TEST_F(ExportUnionTest, MergeJoinsDisjointProjectsOfOneGrouping) {
  const WindowRead left = DayOfRows(kDay, {{"p", "m", 1, 10}});
  const WindowRead right = DayOfRows(kDay, {{"q", "m", 2, 20}});
  const auto days = Union({File("a", {left}), File("b", {right})}, true);
  ASSERT_OK(days);
  EXPECT_EQ(Requests(days->front()), 3);
  EXPECT_EQ(days->front().grain, Grain({"model", "project_id"}));
  const auto turned = Union({File("b", {right}), File("a", {left})}, true);
  ASSERT_OK(turned);
  EXPECT_EQ(turned->front().origin, days->front().origin);
  EXPECT_NE(days->front().origin.file_sha256, "a");
}

TEST_F(ExportUnionTest, MergeCountsADayOnceThatOneOfTheFilesRepeats) {
  const WindowRead left = DayOfRows(kDay, {{"p", "m", 1, 10}});
  const WindowRead right = DayOfRows(kDay, {{"q", "m", 2, 20}});
  const auto days = Union({File("a", {left}), File("b", {right}), File("c", {left})}, true);
  ASSERT_OK(days);
  EXPECT_EQ(Requests(days->front()), 3);
}

TEST_F(ExportUnionTest, MergeTakesADayWithoutUseWhateverTheGroupingOfItsFile) {
  WindowRead blank = DayOfRows(kDay, {});
  blank.grain = Grain();
  const auto days =
      Union({File("a", {blank}), File("b", {DayOfRows(kDay, {{"p", "m", 1, 10}})})}, true);
  ASSERT_OK(days);
  EXPECT_EQ(Requests(days->front()), 1);
}

TEST_F(ExportUnionTest, MergeRefusesFilesOfDifferentGrouping) {
  const WindowRead fine = DayOfRows(kDay, {{"p", "m", 1, 10}, {"q", "", 2, 20}});
  WindowRead coarse = DayOfRows(kDay, {{"", "m", 3, 30}});
  coarse.grain = Grain({"model"});
  EXPECT_THAT(Union({File("a", {coarse}), File("b", {fine})}, true),
              HasError(ErrorCode::kBadInput,
                       AllOf(HasSubstr("2026-02-16: b.csv is grouped by model, project_id against "
                                       "a.csv, grouped by model;"),
                             HasSubstr("import only the finer one, b.csv. Nothing was stored"))));
  WindowRead other = DayOfRows(kDay, {{"r", "m", 3, 30}});
  other.grain = Grain({"model", "project_id", "user_id"});
  const auto joined = Union({File("a", {other}), File("b", {fine})}, true);
  ASSERT_OK(joined) << "other projects may fill in other columns";
  EXPECT_EQ(Requests(joined->front()), 6);
}

TEST_F(ExportUnionTest, MergeRefusesUseThatNamesNoProject) {
  const WindowRead left = DayOfRows(kDay, {{"p", "m", 1, 10}});
  const WindowRead right = DayOfRows(kDay, {{"q", "m", 2, 20}, {"", "n", 4, 40}});
  EXPECT_THAT(Union({File("a", {left}), File("b", {right})}, true),
              HasError(ErrorCode::kBadInput,
                       HasSubstr("2026-02-16: b.csv (grouped by model, project_id) holds use of "
                                 "model=n, which names no project")));
}

TEST_F(ExportUnionTest, MergeRefusesAProjectInCommonEvenOfOtherSeries) {
  const WindowRead left = DayOfRows(kDay, {{"p", "m", 1, 10}});
  for (const std::string model : {"m", "n"}) {
    const WindowRead right = DayOfRows(kDay, {{"p", model, 1, 10}, {"q", "m", 2, 20}});
    EXPECT_THAT(Union({File("a", {left}), File("b", {right})}, true),
                HasError(ErrorCode::kBadInput,
                         HasSubstr("2026-02-16: a.csv and b.csv both hold use of project p")));
  }
}

TEST_F(ExportUnionTest, ADayInTwoGroupingsIsRefusedWithBothAndTheFinerNamed) {
  const WindowRead fine = DayOfRows(kDay, {{"p", "m", 1, 10}, {"q", "", 2, 20}});
  WindowRead coarse = DayOfRows(kDay, {{"", "m", 3, 30}});
  coarse.grain = Grain({"model"});
  EXPECT_THAT(Union({File("a", {coarse}), File("b", {fine})}, false),
              HasError(ErrorCode::kBadInput,
                       AllOf(HasSubstr("2026-02-16: the files are grouped differently: b.csv is "
                                       "grouped by model, project_id against a.csv, grouped by "
                                       "model; import only the finer one, b.csv"),
                             Not(HasSubstr("--merge")))));
}

TEST_F(ExportUnionTest, AFileThatRepeatsADayInFewerDimensionsCountsOnce) {
  WindowRead wide = DayOfRows(kDay, {{"p", "m", 1, 10}});
  wide.grain = Grain({"model", "project_id", "user_id"});
  const WindowRead narrow = DayOfRows(kDay, {{"p", "m", 1, 10}});
  for (const bool merge : {false, true}) {
    const auto days = Union({File("a", {narrow}), File("b", {wide})}, merge);
    ASSERT_OK(days);
    EXPECT_EQ(Requests(days->front()), 1);
    EXPECT_EQ(days->front().origin.file_sha256, "b");
  }
}

TEST_F(ExportUnionTest, AMonthHeldAtSeveralGrainsIsRefused) {
  const WindowRead fine = DayOfRows(kDay, {{"p", "m", 1, 10}, {"q", "m", 2, 20}});
  const WindowRead coarse = DayOfRows(kDay, {{"", "m", 3, 30}});
  for (const bool merge : {false, true}) {
    EXPECT_THAT(Union({File("a", {fine}), File("b", {coarse})}, merge),
                HasError(ErrorCode::kBadInput, HasSubstr("2026-02 is held at 2 grains")));
  }
}

TEST_F(ExportUnionTest, ABlankDayIsConfirmedByAnotherBlankOneOnly) {
  const WindowRead blank = DayOfRows(kDay, {});
  const auto days = Union({File("a", {blank}), File("b", {blank})}, false);
  ASSERT_OK(days);
  EXPECT_THAT(days->front().rows, SizeIs(0));
  EXPECT_THAT(Union({File("a", {blank}), File("b", {DayOfRows(kDay, {{"p", "m", 1, 10}})})}, false),
              HasError(ErrorCode::kBadInput, HasSubstr("held differently")));
}

}  // namespace
}  // namespace cognitrack
