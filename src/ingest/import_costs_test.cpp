// Cost exports, imported: a ledger of their own beside the usage of the same source.
#include <gmock/gmock.h>

#include "ingest/import_export.h"
#include "ingest/issue_codes.h"
#include "tests/support/export_text.h"
#include "tests/support/pull_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Day kDay = PullFixture::kToday - 60;

class ImportCostsTest : public ::testing::Test, protected PullFixture {
 protected:
  Result<ImportSummary> Import(std::vector<std::string> files) {
    ImportOptions options;
    options.source = source;
    options.files = std::move(files);
    options.stop_requested = [] { return false; };
    return ImportExports(options, *ledger, ledger.clock, progress);
  }
  std::string Usage() {
    return directory_.Write("usage.csv",
                            ExportText().Row(kDay, "proj_alpha", "gpt-a", 2, 20).Text());
  }

  TemporaryDirectory directory_;
};

MATCHER_P(IssueOf, code, "") { return arg.code == code; }

TEST_F(ImportCostsTest, CostsGoIntoALedgerOfTheirOwnOfTheSameSource) {
  ASSERT_OK(Import({Usage()}));
  const std::string times = std::to_string(kDay.start()) + "," + std::to_string(kDay.end()) + ",";
  const auto summary = Import({directory_.Write(
      "cost.csv", "start_time,end_time,amount_value,amount_currency,line_item,project_id\n" +
                      times + "1.0000000000005,usd,\"gpt-a, input\",proj_alpha\n" + times +
                      "2,usd,\"gpt-a, input\",proj_alpha\n" + times +
                      "0.5,usd,\"gpt-a, output\",proj_alpha\n")});
  ASSERT_OK(summary);
  EXPECT_EQ(summary->run.counters.rows_written, 2);
  EXPECT_THAT(summary->run.issues, Contains(IssueOf(issue::kAmountRounded)));
  EXPECT_THAT(summary->run.issues, Contains(IssueOf(issue::kRepeatedSeries)));
  const auto sources = ledger->Sources();
  ASSERT_THAT(*sources, SizeIs(1));
  const auto streams = ledger->Streams((*sources)[0].id);
  ASSERT_THAT(*streams, SizeIs(2));
  EXPECT_EQ((*streams)[1].key.surface, "costs");
  EXPECT_THAT(ledger.Lines((*streams)[1].id, FormatDay(kDay)),
              ElementsAre("amount_currency=usd line_item=gpt-a, input project_id=proj_alpha | "
                          "amount_value=3",
                          "amount_currency=usd line_item=gpt-a, output project_id=proj_alpha | "
                          "amount_value=0.5"));
  EXPECT_THAT(Lines(kDay), SizeIs(1)) << "the usage is as it was";
}

TEST_F(ImportCostsTest, FilesOfTwoKindsAreRefusedBeforeAnythingIsStored) {
  const std::string cost = directory_.Write("cost.csv", "start_time,end_time,amount_value\n" +
                                                            std::to_string(kDay.start()) + "," +
                                                            std::to_string(kDay.end()) + ",1\n");
  EXPECT_THAT(Import({Usage(), cost}),
              HasError(ErrorCode::kBadInput,
                       AllOf(HasSubstr("two ledgers"), EndsWith("nothing was stored"))));
  EXPECT_THAT(Windows(), IsEmpty());
}

// Exports carry the tails of doubles, the API does not: what parity calls equal, import does, too.
TEST_F(ImportCostsTest, CostsFromTheApiAgreeWithAnExportWithinTheTolerance) {
  surfaces = {"costs"};
  provider.offered = {"costs"};
  provider.use[kDay] = {{"proj_alpha", "m", 1, 10'000'000'000'000}};  // 10 million of money.
  ASSERT_OK(RunBackfill(kDay, kDay, 31));
  const auto imported = [this](const std::string& amount) {
    const std::string times = std::to_string(kDay.start()) + "," + std::to_string(kDay.end()) + ",";
    const auto summary = Import({directory_.Write(
        "cost.csv", "start_time,end_time,amount_value,amount_currency,line_item,project_id\n" +
                        times + amount + ",usd,,proj_alpha\n")});
    return summary ? summary->run.exit_code : -1;
  };
  EXPECT_EQ(imported("10000000.0000000149"), 0);
  EXPECT_EQ(imported("9999999.9999999"), 0);
  EXPECT_EQ(imported("10000000.0000002"), 0) << "both sides have a tolerance of 10^-7";
  EXPECT_EQ(imported("10000000.0000003"), 1);
  EXPECT_EQ(imported("9999999.9999"), 1);
}

}  // namespace
}  // namespace cognitrack
