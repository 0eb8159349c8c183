#include "ingest/import_export.h"

#include <gmock/gmock.h>

#include "ingest/issue_codes.h"
#include "tests/support/export_text.h"
#include "tests/support/pull_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Day kDay = PullFixture::kToday - 60;

class ImportTest : public ::testing::Test, protected PullFixture {
 protected:
  Result<ImportSummary> Import(const std::vector<ExportText>& files, ImportOptions options = {}) {
    options.source = source;
    for (const ExportText& file : files) {
      options.files.push_back(
          directory_.Write("file" + std::to_string(options.files.size()) + ".csv", file.Text()));
    }
    options.stop_requested = [this] { return stop_after-- == 0; };
    return ImportExports(options, *ledger, ledger.clock, progress);
  }
  ImportSummary Imported(const std::vector<ExportText>& files) {
    auto summary = Import(files);
    EXPECT_OK(summary);
    return summary ? *summary : ImportSummary{};
  }
  static ImportOptions Merge() {
    ImportOptions options;
    options.merge = true;
    return options;
  }

  TemporaryDirectory directory_;
};

MATCHER_P(IssueOf, code, "") {
  *result_listener << arg.code << " at " << arg.where << ": " << arg.detail;
  return arg.code == code;
}

TEST_F(ImportTest, EveryListedDayBecomesAWindowAndABlankOneAConfirmedZero) {
  const ImportSummary summary = Imported({ExportText()
                                              .Row(kDay, "proj_alpha", "gpt-a", 2, 20)
                                              .Blank(kDay + 1)
                                              .Row(kDay + 2, "proj_beta", "gpt-a", 3, 30)});
  EXPECT_EQ(summary.run.exit_code, 0);
  EXPECT_EQ(summary.days_stored, 3);
  EXPECT_EQ(summary.from, kDay);
  EXPECT_EQ(summary.to, kDay + 2);
  EXPECT_EQ(summary.run.counters.rows_written, 2);
  EXPECT_THAT(Lines(kDay), ElementsAre("model=gpt-a project_id=proj_alpha | num_model_requests=2 "
                                       "input_tokens=20 output_tokens=0"));
  ASSERT_THAT(Windows(), SizeIs(3));
  EXPECT_TRUE(Windows()[1].has_content());
  EXPECT_EQ(Windows()[1].row_count, 0);
  EXPECT_EQ(Windows()[1].grain, Grain({"model", "project_id"}));
  EXPECT_EQ(Windows()[1].origin, (Origin{false, summary.files.front().sha256}));
  EXPECT_EQ(StateOf(Windows()[0], kCompletions, ledger.clock.Now()), WindowState::kProvisional);
}

TEST_F(ImportTest, ImportingTwiceEqualsOnce) {
  const ExportText file = ExportText().Row(kDay, "proj_alpha", "gpt-a", 2, 20).Blank(kDay + 1);
  Imported({file});
  const auto before = Windows();
  const ImportSummary again = Imported({file});
  EXPECT_EQ(again.days_stored, 0);
  EXPECT_EQ(again.days_unchanged, 2);
  EXPECT_EQ(again.run.counters.rows_written, 0);
  EXPECT_EQ(Windows()[0].revision, before[0].revision);
}

TEST_F(ImportTest, RowsOfOneSeriesAreSummedAndReported) {
  const ImportSummary summary = Imported({ExportText()
                                              .Row(kDay, "proj_alpha", "gpt-a", 1, 10)
                                              .Row(kDay, "proj_alpha", "gpt-a", 2, 20)
                                              .Row(kDay, "proj_alpha", "gpt-a", 2, 20)});
  EXPECT_THAT(Lines(kDay), ElementsAre(HasSubstr("num_model_requests=5 input_tokens=50")));
  EXPECT_THAT(summary.run.issues,
              ElementsAre(IssueOf(issue::kMissingColumn), IssueOf(issue::kRepeatedSeries),
                          IssueOf(issue::kIdenticalRows)));
  EXPECT_EQ(summary.run.issues[1].count, 2);
  EXPECT_THAT(summary.run.issues[1].where, HasSubstr("file0.csv:3"));
  EXPECT_EQ(summary.run.issues[2].count, 1);
  EXPECT_THAT(summary.run.issues[2].where, HasSubstr("file0.csv:4"));
}

TEST_F(ImportTest, DaysMayAlternateInAFile) {
  ExportText file;
  for (int i = 0; i < 6; ++i) file.Row(kDay + i % 2, "proj_alpha", "gpt-a", 1, 10 + i);
  file.Row(kDay, "proj_alpha", "gpt-b", 1, 7);
  const ImportSummary summary = Imported({file});
  EXPECT_THAT(Lines(kDay),
              ElementsAre(HasSubstr("model=gpt-a project_id=proj_alpha | num_model_requests=3 "
                                    "input_tokens=36"),
                          HasSubstr("model=gpt-b project_id=proj_alpha | num_model_requests=1 "
                                    "input_tokens=7")));
  EXPECT_THAT(Lines(kDay + 1), ElementsAre(HasSubstr("num_model_requests=3 input_tokens=39")));
  EXPECT_EQ(summary.run.issues.back().code, issue::kRepeatedSeries);
  EXPECT_EQ(summary.run.issues.back().count, 4);
}

TEST_F(ImportTest, HoursAreSummedToTheirDay) {
  ExportText file;
  for (int hour = 0; hour < 24; ++hour) {
    const UtcSeconds start = kDay.start() + hour * kSecondsPerHour;
    file.Bucket(start, start + kSecondsPerHour, "proj_alpha", "gpt-a", 1, hour);
  }
  const ImportSummary summary = Imported({file});
  EXPECT_THAT(Lines(kDay), ElementsAre(HasSubstr("num_model_requests=24 input_tokens=276")));
  EXPECT_THAT(summary.run.issues, ElementsAre(IssueOf(issue::kMissingColumn)));
}

TEST_F(ImportTest, AnHourWrittenTwiceIsReported) {
  ExportText file;
  for (int hour = 0; hour < 24; ++hour) {
    const UtcSeconds start = kDay.start() + hour * kSecondsPerHour;
    file.Bucket(start, start + kSecondsPerHour, "proj_alpha", "gpt-a", 1, 10);
  }
  file.lines.push_back(file.lines[7]);
  const ImportSummary summary = Imported({file});
  EXPECT_THAT(Lines(kDay), ElementsAre(HasSubstr("num_model_requests=25")));
  EXPECT_THAT(summary.run.issues,
              ElementsAre(IssueOf(issue::kMissingColumn), IssueOf(issue::kRepeatedSeries),
                          IssueOf(issue::kIdenticalRows)));
}

TEST_F(ImportTest, AnHourlyDayWithoutAllItsHoursIsRefused) {
  ExportText file;
  for (int hour = 0; hour < 23; ++hour) {
    const UtcSeconds start = kDay.start() + hour * kSecondsPerHour;
    file.Bucket(start, start + kSecondsPerHour, "proj_alpha", "gpt-a", 1, 10);
  }
  EXPECT_THAT(Import({file}), HasError(ErrorCode::kBadInput,
                                       AllOf(HasSubstr("file0.csv"), HasSubstr(FormatDay(kDay)),
                                             HasSubstr("does not have all its 24 hours"))));
  EXPECT_THAT(*ledger->Sources(), IsEmpty());
}

TEST_F(ImportTest, AClippedLastDayIsMarkedAndReported) {
  const ImportSummary summary =
      Imported({ExportText()
                    .Row(kDay, "p", "m", 1, 1)
                    .Bucket((kDay + 1).start(), (kDay + 1).end() - 1, "p", "m", 1, 1)});
  EXPECT_FALSE(Windows()[0].clipped);
  EXPECT_TRUE(Windows()[1].clipped);
  EXPECT_EQ(Windows()[1].end, (kDay + 1).end());
  ASSERT_THAT(summary.run.issues, SizeIs(2));
  EXPECT_THAT(summary.run.issues[1], IssueOf(issue::kClippedDay));
  EXPECT_THAT(summary.run.issues[1].detail, HasSubstr(FormatDay(kDay + 1)));
}

TEST_F(ImportTest, AClippedDayDoesNotReplaceTheWholeOneThatIsHeld) {
  const ExportText whole = ExportText().Row(kDay, "p", "m", 2, 20);
  Imported({whole});
  for (const std::int64_t tokens : {19, 20}) {
    const ImportSummary summary =
        Imported({ExportText().Bucket(kDay.start(), kDay.end() - 1, "p", "m", 2, tokens)});
    EXPECT_EQ(summary.days_unchanged, 1);
    EXPECT_FALSE(Windows()[0].clipped);
    EXPECT_THAT(Lines(kDay), ElementsAre(HasSubstr("input_tokens=20")));
  }
}

TEST_F(ImportTest, AWholeDayReplacesTheClippedOneThatIsHeld) {
  Imported({ExportText().Bucket(kDay.start(), kDay.end() - 1, "p", "m", 2, 19)});
  Imported({ExportText().Row(kDay, "p", "m", 2, 20)});
  EXPECT_FALSE(Windows()[0].clipped);
  EXPECT_THAT(Lines(kDay), ElementsAre(HasSubstr("input_tokens=20")));
  EXPECT_THAT(*ledger->WindowHistory(ledger.Stream(source), kDay.start()), SizeIs(2));
}

TEST_F(ImportTest, ANewerExportReplacesTheDayAndKeepsItsHistory) {
  Imported({ExportText().Row(kDay, "p", "m", 1, 10).Row(kDay, "q", "m", 1, 10)});
  const ImportSummary summary = Imported({ExportText().Row(kDay, "p", "m", 2, 20)});
  EXPECT_EQ(summary.days_stored, 1);
  EXPECT_THAT(Lines(kDay), ElementsAre(HasSubstr("project_id=p | num_model_requests=2")));
  EXPECT_THAT(*ledger->WindowHistory(ledger.Stream(source), kDay.start()), SizeIs(2));
}

TEST_F(ImportTest, AnExportThatKeepsNoneOfTheHeldSeriesIsRefusedAsAWhole) {
  Imported({ExportText().Row(kDay, "p", "m", 1, 10).Row(kDay, "q", "m", 1, 10)});
  ImportOptions given;
  given.source_given = true;
  EXPECT_THAT(
      Import({ExportText().Row(kDay + 1, "r", "m", 1, 1).Row(kDay, "r", "m", 2, 20)}, given),
      HasError(ErrorCode::kBadInput, AllOf(HasSubstr(FormatDay(kDay)), HasSubstr("--merge"))));
  EXPECT_THAT(Windows(), SizeIs(1));
  EXPECT_THAT(Import({ExportText().Blank(kDay).Row(kDay + 1, "p", "m", 1, 1)}),
              HasError(ErrorCode::kBadInput, HasSubstr("none of it is in this one")));
}

TEST_F(ImportTest, MergeJoinsProjectsOfOneDay) {
  Imported({ExportText().Row(kDay, "p", "m", 1, 10).Row(kDay + 1, "p", "m", 1, 10)});
  ImportOptions options = Merge();
  options.source_given = true;
  const ExportText other = ExportText().Row(kDay, "q", "m", 2, 20).Blank(kDay + 1);
  ASSERT_OK(Import({other}, options));
  EXPECT_THAT(Lines(kDay), SizeIs(2));
  EXPECT_THAT(Lines(kDay + 1), SizeIs(1));
  const auto again = Import({other}, options);
  ASSERT_OK(again);
  EXPECT_EQ(again->days_stored, 0);
  EXPECT_EQ(again->days_unchanged, 2);
}

TEST_F(ImportTest, MergeRefusesTheSameSeriesWithOtherNumbers) {
  Imported({ExportText().Row(kDay, "p", "m", 1, 10)});
  EXPECT_THAT(
      Import({ExportText().Row(kDay, "p", "m", 1, 11).Row(kDay, "q", "m", 2, 20)}, Merge()),
      HasError(ErrorCode::kBadInput, HasSubstr("model=m, project_id=p: input_tokens 11 in ")));
  EXPECT_THAT(Lines(kDay), SizeIs(1));
}

TEST_F(ImportTest, MergeRefusesOtherRowsOfAHeldProject) {
  Imported({ExportText().Row(kDay, "p", "m", 1, 10)});
  EXPECT_THAT(Import({ExportText().Row(kDay, "p", "n", 2, 20)}, Merge()),
              HasError(ErrorCode::kBadInput,
                       AllOf(HasSubstr(FormatDay(kDay)), HasSubstr("file0.csv"),
                             HasSubstr("rows of a project that is held already differ"))));
  EXPECT_THAT(Lines(kDay), SizeIs(1));
}

TEST_F(ImportTest, MergeCompletesAProjectThatWasCutShort) {
  Imported({ExportText()
                .Bucket(kDay.start(), kDay.end() - 1, "p", "m", 1, 9)
                .Bucket(kDay.start(), kDay.end() - 1, "q", "m", 1, 5)});
  ASSERT_OK(Import({ExportText().Row(kDay, "p", "m", 2, 10)}, Merge()));
  EXPECT_THAT(Lines(kDay), ElementsAre(HasSubstr("input_tokens=10"), HasSubstr("input_tokens=5")));
}

TEST_F(ImportTest, MergeRefusesOneMonthInTwoGroupings) {
  const ExportText fine =
      ExportText().Row(kDay, "p", "m", 1, 10).Row(kDay, "q", "m", 2, 20).Row(kDay, "q", "", 4, 40);
  const ExportText coarse = ExportText(false).Row(kDay, "", "m", 3, 30).Row(kDay, "", "n", 4, 40);
  EXPECT_THAT(Import({fine, coarse}, Merge()),
              HasError(ErrorCode::kBadInput,
                       AllOf(HasSubstr(FormatDay(kDay)),
                             HasSubstr("file0.csv is grouped by model, project_id against "),
                             HasSubstr("file1.csv, grouped by model;"))));
  EXPECT_THAT(*ledger->Sources(), IsEmpty());
}

TEST_F(ImportTest, MergeRefusesAnotherGroupingThanTheHeldOne) {
  Imported({ExportText().Row(kDay, "p", "m", 1, 10)});
  EXPECT_THAT(
      Import({ExportText(false).Row(kDay, "", "m", 3, 30)}, Merge()),
      HasError(ErrorCode::kBadInput,
               AllOf(HasSubstr("file0.csv is grouped by model against the ledger, grouped by "
                               "model, project_id"),
                     HasSubstr("Leave the file out. Nothing was stored"))));
  EXPECT_THAT(Lines(kDay), SizeIs(1));
}

TEST_F(ImportTest, ACoarserExportDoesNotReplaceAFinerOne) {
  Imported({ExportText().Row(kDay, "p", "m", 1, 10).Row(kDay, "p", "", 2, 20)});
  const auto before = Lines(kDay);
  for (const std::int64_t tokens : {10, 11}) {
    EXPECT_THAT(
        Import({ExportText(false).Row(kDay - 1, "", "m", 5, 5).Row(kDay, "", "m", 1, tokens)}),
        HasError(ErrorCode::kBadInput,
                 AllOf(HasSubstr(FormatDay(kDay)), HasSubstr("file0.csv is grouped by model, and"),
                       HasSubstr("in the ledger, grouped by model, project_id; import the finer "
                                 "export again, or leave this file out. Nothing was stored"))));
  }
  EXPECT_EQ(Lines(kDay), before);
  EXPECT_THAT(Windows(), SizeIs(1));
}

TEST_F(ImportTest, AFinerExportReplacesACoarserOne) {
  Imported({ExportText(false).Row(kDay, "", "m", 3, 30)});
  Imported({ExportText().Row(kDay, "p", "m", 1, 10).Row(kDay, "q", "m", 2, 20)});
  EXPECT_THAT(Lines(kDay), SizeIs(2));
}

TEST_F(ImportTest, ADayThatTellsNoMoreIsReplacedByAFileOfFewerDimensions) {
  Imported({ExportText().Row(kDay, "p", "m", 1, 10).Row(kDay + 1, "", "m", 1, 10)});
  Imported({ExportText(false).Row(kDay + 1, "", "m", 2, 20)});
  EXPECT_THAT(Lines(kDay + 1), ElementsAre(HasSubstr("num_model_requests=2 input_tokens=20")));
}

TEST_F(ImportTest, UseOfTomorrowIsRefusedAndThatOfTodayTaken) {
  EXPECT_THAT(
      Import({ExportText().Row(kToday, "p", "m", 1, 10).Row(kToday + 1, "p", "m", 1, 10)}),
      HasError(ErrorCode::kBadInput,
               AllOf(HasSubstr("file0.csv:3: " + FormatDay(kToday + 1) + " is in the future"),
                     HasSubstr("; nothing was stored"))));
  EXPECT_THAT(*ledger->Sources(), IsEmpty());
  EXPECT_EQ(Imported({ExportText().Row(kToday, "p", "m", 1, 10)}).days_stored, 1);
}

TEST_F(ImportTest, ARefusalSaysOnceThatNothingWasStored) {
  EXPECT_THAT(Import({ExportText().Row(kDay, "p", "m", -1, 10)}),
              HasError(ErrorCode::kBadInput,
                       AllOf(HasSubstr("file0.csv:2:"), EndsWith("; nothing was stored"))));
  ExportText hour;
  hour.Bucket(kDay.start(), kDay.start() + kSecondsPerHour, "p", "m", 1, 10);
  EXPECT_THAT(Import({hour}),
              HasError(ErrorCode::kBadInput, AllOf(HasSubstr(". Nothing was stored"),
                                                   Not(HasSubstr("; nothing was stored")))));
}

TEST_F(ImportTest, MergeRefusesEqualRowsThatNameNoProject) {
  Imported({ExportText(false).Row(kDay, "", "m", 1, 10)});
  EXPECT_THAT(
      Import({ExportText(false).Row(kDay, "", "m", 1, 10).Row(kDay, "", "n", 1, 10)}, Merge()),
      HasError(ErrorCode::kBadInput, HasSubstr("names no project")));
}

TEST_F(ImportTest, AFileOfAnotherOrganisationIsRefusedUnlessTheSourceIsGiven) {
  Imported({ExportText().Row(kDay, "proj_alpha", "m", 1, 10)});
  const ExportText foreign = ExportText().Row(kDay + 1, "proj_foreign", "m", 1, 10);
  EXPECT_THAT(Import({foreign}),
              HasError(ErrorCode::kBadInput,
                       AllOf(HasSubstr("proj_foreign"), HasSubstr("--source openai"))));
  EXPECT_THAT(Windows(), SizeIs(1));
  ImportOptions given;
  given.source_given = true;
  EXPECT_OK(Import({foreign}, given));
}

TEST_F(ImportTest, AFileOfAnotherSourceIsRefusedWithThatSourcesName) {
  Imported({ExportText().Row(kDay, "proj_alpha", "m", 1, 10)});
  source = "again";
  ImportOptions given;
  given.source_given = true;
  EXPECT_THAT(Import({ExportText().Row(kDay, "proj_alpha", "m", 1, 10)}, given),
              HasError(ErrorCode::kBadInput, HasSubstr("belongs to source openai")));
  EXPECT_THAT(*ledger->Sources(), SizeIs(1));
}

TEST_F(ImportTest, AStopLeavesWholeDaysAndASecondImportTheRest) {
  const ExportText file = ExportText().Row(kDay, "p", "m", 1, 10).Row(kDay + 1, "p", "m", 1, 10);
  stop_after = 2;  // Before the file, before the first day.
  const ImportSummary cut = Imported({file});
  EXPECT_EQ(cut.run.exit_code, 75);
  EXPECT_EQ(cut.run.outcome, "interrupted");
  EXPECT_THAT(Windows(), SizeIs(1));
  stop_after = -1;
  EXPECT_EQ(Imported({file}).days_stored, 1);
}

TEST_F(ImportTest, RefusesNoFileAndAFileThatIsNone) {
  EXPECT_THAT(Import({}), HasError(ErrorCode::kUsage, HasSubstr("--csv FILE")));
  ImportOptions absent;
  absent.files = {directory_.File("absent.csv")};
  EXPECT_THAT(Import({}, absent), HasError(ErrorCode::kBadInput, HasSubstr("absent.csv")));
}

}  // namespace
}  // namespace cognitrack
