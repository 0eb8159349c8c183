// What every verb owes its user: exit codes, one document with --json, words that help.
#include "tests/command_line/command_line_fixture.h"
#include "usage/issue_codes.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class MannersTest : public CommandLine {
 protected:
  std::string Usage(const std::string& name, const std::string& tokens = "30") {
    return Write(name,
                 "start_time,end_time,model,project_id,input_tokens,output_tokens,"
                 "num_model_requests\n" +
                     Times(0) + ",gpt-a,proj_alpha," + tokens + ",3,1\n" + Times(1) + ",,,,,\n");
  }
};

TEST_F(MannersTest, ExitCodesSayWhatHappened) {
  EXPECT_EQ(Run({"import", "--csv", Usage("a.csv")}).exit_code, 0);
  EXPECT_EQ(Run({"parity", "--csv", Usage("a.csv")}).exit_code, 0);
  EXPECT_EQ(Run({"parity", "--csv", Usage("b.csv", "31")}).exit_code, 1);
  EXPECT_EQ(Run({"parity", "--csv", directory_.File("none.csv")}).exit_code, 65);
  EXPECT_EQ(Run({"usage", "--group-by", "modle"}).exit_code, 64);
  EXPECT_EQ(Run({"usage", "--source", "nobody"}).exit_code, 78);
  EXPECT_EQ(Run({"backfill", "--start", "2026-03-05", "--end", "2026-03-01"}).exit_code, 64);
}

TEST_F(MannersTest, AFailureIsOneDocumentToo) {
  const auto document = Json({"import", "--csv", Write("empty.csv", "")}, 65);
  EXPECT_EQ(document.at("error").at("code"), "bad_input");
  EXPECT_EQ(document.at("error").at("exit_code"), 65);
  EXPECT_THAT(std::string(document.at("error").at("message").as_string()),
              HasSubstr("nothing was stored"));
}

TEST_F(MannersTest, WordsThatAreMissingOrWrongAreNamed) {
  EXPECT_THAT(Run({"usage", "--group-by"}).err, HasSubstr("--group-by needs a value behind it"));
  EXPECT_THAT(Run({"usgae"}).err, HasSubstr("did you mean 'usage'?"));
  EXPECT_THAT(Run({"runs", "--verb", "imprt"}).err, HasSubstr("did you mean 'import'?"));
  EXPECT_EQ(Run({"runs", "--verb", "imprt"}).exit_code, 64);
}

TEST_F(MannersTest, AWrongSettingOfPullsStopsPullsAlone) {
  variables_["COGNITRACK_BURST"] = "x";
  EXPECT_EQ(Run({"version"}).exit_code, 0);
  EXPECT_EQ(Run({"usage"}).exit_code, 0);
  const Said printed = Run({"config", "print"});
  EXPECT_EQ(printed.exit_code, 0);
  EXPECT_THAT(printed.err, HasSubstr("nothing can be pulled: COGNITRACK_BURST is 'x'"));
  const Said ingest = Run({"ingest"});
  EXPECT_EQ(ingest.exit_code, 78);
  EXPECT_THAT(ingest.err, HasSubstr("COGNITRACK_BURST is 'x'"));
  EXPECT_EQ(Run({"doctor"}).exit_code, 78);
}

TEST_F(MannersTest, AnEmptyReportNamesItsLedger) {
  const Said said = Run({"usage", "--db", "sqlite:" + directory_.File("typo.db")});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("typo.db holds nothing for this range: —, not 0"));
}

TEST_F(MannersTest, ARefusedImportNamesTheFileThatTellsOfAnotherOrganisation) {
  Run({"import", "--csv", Usage("a.csv")});
  const std::string other =
      Write("other.csv",
            "start_time,end_time,project_id,input_tokens,output_tokens,num_model_requests\n" +
                Times(3) + ",proj_foreign,1,1,1\n");
  const Said said = Run({"import", "--csv", other});
  EXPECT_EQ(said.exit_code, 65);
  EXPECT_THAT(said.err, HasSubstr("other.csv holds project proj_foreign, and none of"));
}

TEST_F(MannersTest, AnExportOfAClippedDayEndsEarlyAgain) {
  const std::string clipped =
      Write("c.csv", "start_time,end_time,model,input_tokens,output_tokens,num_model_requests\n" +
                         std::to_string(kDay) + "," + std::to_string(kDay + kSecondsPerDay - 1) +
                         ",gpt-a,1,1,1\n");
  Run({"import", "--csv", clipped});
  EXPECT_THAT(Run({"export"}).out, HasSubstr("\n1772668800,1772755199,2026-03-05T00:00:00+00:00,"
                                             "2026-03-05T23:59:59+00:00,"));
}

TEST_F(MannersTest, ARunWhoseProcessDiedIsInterruptedAndNotAtWork) {
  {
    auto ledger = OpenSqliteLedger(directory_.File("ledger.db"), DatabaseAccess::kWrite, clock_);
    ASSERT_OK(ledger);
    RunRecord run;
    run.verb = "backfill";
    run.source = "openai";
    run.outcome = "running";
    ASSERT_OK((*ledger)->StartRun(run));
    EXPECT_EQ(Json({"runs"}).at("runs").at(0).at("outcome"), "running") << "its writer is there";
  }
  EXPECT_EQ(Json({"runs"}).at("runs").at(0).at("outcome"), "interrupted");
}

}  // namespace
}  // namespace cognitrack
