// What the API gave is compared with an export, and never replaced by it.
#include <gmock/gmock.h>

#include "ingest/import_export.h"
#include "ingest/issue_codes.h"
#include "tests/support/export_text.h"
#include "tests/support/pull_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Day kDay = PullFixture::kToday - 20;

class ImportOverApiTest : public ::testing::Test, protected PullFixture {
 protected:
  ImportOverApiTest() {
    provider.use[kDay] = {{"p", "m", 1, 10}, {"q", "m", 2, 20}};
    provider.use[kDay + 1] = {{"p", "m", 3, 30}};
    CHECK(RunBackfill(kDay, kDay + 1, 31).has_value(), "the fixture's days can be pulled");
  }
  ImportSummary Imported(const ExportText& file) {
    ImportOptions options;
    options.source = source;
    options.files = {directory_.Write("file.csv", file.Text())};
    auto summary = ImportExports(options, *ledger, ledger.clock, progress);
    EXPECT_OK(summary);
    return summary ? *summary : ImportSummary{};
  }

  TemporaryDirectory directory_;
};

TEST_F(ImportOverApiTest, EqualDaysAreListedAndOthersStored) {
  const ImportSummary summary = Imported(ExportText()
                                             .Row(kDay, "p", "m", 1, 10)
                                             .Row(kDay, "q", "m", 2, 20)
                                             .Row(kDay + 2, "p", "m", 5, 50));
  EXPECT_EQ(summary.run.exit_code, 0);
  EXPECT_THAT(summary.days_held_from_api_equal, ElementsAre(kDay));
  EXPECT_THAT(summary.days_held_from_api_different, IsEmpty());
  EXPECT_EQ(summary.days_stored, 1);
  EXPECT_TRUE(Windows()[0].origin.from_api);
  EXPECT_FALSE(Windows()[2].origin.from_api);
}

TEST_F(ImportOverApiTest, ADifferentDayIsNamedAndEndsWithOne) {
  const auto before = Lines(kDay);
  const ImportSummary summary =
      Imported(ExportText().Row(kDay, "p", "m", 1, 11).Row(kDay, "q", "m", 2, 20));
  EXPECT_EQ(summary.run.exit_code, 1);
  EXPECT_THAT(summary.days_held_from_api_different, ElementsAre(kDay));
  EXPECT_EQ(Lines(kDay), before);
  const RunIssue& last = summary.run.issues.back();
  EXPECT_EQ(last.code, issue::kDiffersFromApi);
  EXPECT_EQ(last.where, FormatDay(kDay));
  EXPECT_THAT(last.detail, HasSubstr("model=m, project_id=p: input_tokens 11 in the file, 10"));
}

TEST_F(ImportOverApiTest, ACoarserExportIsComparedAtItsGrain) {
  EXPECT_EQ(Imported(ExportText(false).Row(kDay, "", "m", 3, 30)).run.exit_code, 0);
  EXPECT_EQ(Imported(ExportText(false).Row(kDay, "", "m", 3, 31)).run.exit_code, 1);
}

TEST_F(ImportOverApiTest, AZeroRowAndAMetricOfOneSideOnlyMakeNoDifference) {
  EXPECT_EQ(Imported(ExportText()
                         .Row(kDay, "p", "m", 1, 10)
                         .Row(kDay, "q", "m", 2, 20)
                         .Row(kDay, "p", "n", 0, 0))
                .run.exit_code,
            0);
}

TEST_F(ImportOverApiTest, ABlankDayAgainstUseDiffers) {
  EXPECT_THAT(Imported(ExportText().Blank(kDay).Row(kDay + 1, "p", "m", 3, 30))
                  .days_held_from_api_different,
              ElementsAre(kDay));
}

TEST_F(ImportOverApiTest, AClippedDayMayHoldLess) {
  const ImportSummary less =
      Imported(ExportText().Bucket((kDay + 1).start(), (kDay + 1).end() - 1, "p", "m", 3, 29));
  EXPECT_THAT(less.days_held_from_api_clipped, ElementsAre(kDay + 1));
  EXPECT_THAT(less.days_held_from_api_equal, IsEmpty());
  const ImportSummary more =
      Imported(ExportText().Bucket((kDay + 1).start(), (kDay + 1).end() - 1, "p", "m", 3, 31));
  EXPECT_THAT(more.days_held_from_api_different, ElementsAre(kDay + 1));
}

TEST_F(ImportOverApiTest, AnApiReadReplacesAnImportedDayWhichBecomesHistory) {
  Imported(ExportText().Row(kDay + 2, "p", "m", 5, 50));
  provider.use[kDay + 2] = {{"p", "m", 5, 50}};
  ASSERT_OK(RunBackfill(kDay + 2, kDay + 2, 1));
  EXPECT_TRUE(Windows()[2].origin.from_api);
  EXPECT_THAT(*ledger->WindowHistory(ledger.Stream(source), (kDay + 2).start()), SizeIs(2));
  EXPECT_THAT(Lines(kDay + 2), ElementsAre(HasSubstr("num_model_requests=5 input_tokens=50")));
}

}  // namespace
}  // namespace cognitrack
