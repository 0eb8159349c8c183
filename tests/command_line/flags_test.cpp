// Flags, and what they stop and do not stop, as their users meet them.
#include "tests/command_line/command_line_fixture.h"
#include "tests/support/export_text.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class FlagsTest : public CommandLine {
 protected:
  FlagsTest() {
    clock_.SetNow(kToday.start() + 9 * kSecondsPerHour);
    for (Day day = kFirst; day <= kToday; day = day + 1) {
      provider_.use[day] = {{"proj_alpha", "gpt-a", 3, 15}};
    }
  }
  void Fill() {
    const Said said = Run({"backfill", "--start", FormatDay(kFirst), "--end", FormatDay(kToday),
                           "--surface", "completions"});
    ASSERT_EQ(said.exit_code, 0) << said.err;
  }
  // A check of the days up to `last`, `tokens` each.
  void Check(Day last, int tokens, int exit_code) {
    ExportText text;
    for (Day day = kFirst; day <= last; day = day + 1) {
      text.Row(day, "proj_alpha", "gpt-a", 3, tokens);
    }
    ASSERT_EQ(Run({"parity", "--csv", Write("export.csv", text.Text())}).exit_code, exit_code);
  }
  Said Set(const std::string& value, std::vector<std::string> more) {
    std::vector<std::string> words = {"flags", "set", "daily_windows", value};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }
  // "off by everywhere", of the source.
  std::string Holds() {
    const auto document = Json({"flags"});
    const auto& flag = document.at("flags").at(0);
    std::string text;
    for (const auto& scope : flag.at("scopes").as_array()) {
      const auto& value = scope.at("value");
      text = std::string(value.at("on").as_bool() ? "on by " : "off by ") +
             std::string(value.at("from").as_string());
    }
    return text;
  }

  static constexpr Day kToday{20'544};  // 2026-04-01.
  inline static const Day kFirst = kToday - 20;
};

TEST_F(FlagsTest, TheEnvironmentGivesTheDefaultAndTheLedgerWins) {
  Fill();
  EXPECT_EQ(Holds(), "on by built_in");
  variables_["ENABLE_DAILY_USAGE_WINDOWS"] = "No";
  EXPECT_EQ(Holds(), "off by environment");
  variables_["ENABLE_DAILY_USAGE_WINDOWS"] = "1";
  ASSERT_EQ(Set("off", {"--reason", "r", "--by", "Ann"}).exit_code, 0);
  EXPECT_EQ(Holds(), "off by everywhere");
  ASSERT_EQ(Set("on", {"--source", "openai", "--reason", "r", "--by", "Ann"}).exit_code, 0);
  EXPECT_EQ(Holds(), "on by source");
  variables_["ENABLE_DAILY_USAGE_WINDOWS"] = "maybe";
  const Said said = Run({"flags"});
  EXPECT_EQ(said.exit_code, 78);
  EXPECT_THAT(said.err, HasSubstr("ENABLE_DAILY_USAGE_WINDOWS is 'maybe', but must be true or"));
  EXPECT_EQ(Run({"ingest"}).exit_code, 78);
  EXPECT_EQ(Run({"rollback"}).exit_code, 78);
  EXPECT_EQ(Run({"doctor", "--offline"}).exit_code, 78);
  EXPECT_EQ(Run({"usage"}).exit_code, 0) << "it concerns those who ask for it alone";
  EXPECT_THAT(Run({"config", "print"}).err, HasSubstr("ENABLE_DAILY_USAGE_WINDOWS is 'maybe'"));
}

TEST_F(FlagsTest, AScheduledIngestPullsNothingWhereItIsOff) {
  Fill();
  ASSERT_EQ(Set("off", {"--reason", "restatement", "--by", "Ann"}).exit_code, 0);
  const auto runs = Json({"runs"}).at("runs").as_array().size();
  provider_.queries.clear();
  variables_.erase("OPENAI_ADMIN_KEY");
  const Said said = Run({"ingest", "--scheduled"});
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_EQ(said.out,
            "ingest of openai: nothing pulled\n"
            "  daily_windows is off since 2026-04-01T09:00:00Z, set by Ann: restatement\n"
            "  The timer pulls again after: cognitrack flags set daily_windows on --by NAME "
            "--reason TEXT\n"
            "  To pull now: cognitrack ingest\n");
  const auto document = Json({"ingest", "--scheduled"});
  EXPECT_EQ(document.at("outcome"), "off");
  EXPECT_EQ(document.at("scheduled"), true);
  EXPECT_EQ(document.at("requests"), 0);
  EXPECT_EQ(document.at("daily_windows").at("reason"), "restatement");
  EXPECT_EQ(provider_.queries.size(), 0U);
  EXPECT_EQ(Json({"runs"}).at("runs").as_array().size(), runs);
  EXPECT_EQ(Run({"ingest"}).exit_code, 77) << "a person's pull needs its key";
}

TEST_F(FlagsTest, APersonsPullGoesOnAndSaysThatItIsOff) {
  Fill();
  ASSERT_EQ(Set("off", {"--reason", "restatement", "--by", "Ann"}).exit_code, 0);
  provider_.queries.clear();
  const Said ingest = Run({"ingest", "--surface", "completions"});
  EXPECT_EQ(ingest.exit_code, 0);
  EXPECT_THAT(ingest.err, HasSubstr("note: daily_windows is off since 2026-04-01T09:00:00Z, set by "
                                    "Ann: restatement. It stops timers"));
  EXPECT_GT(provider_.queries.size(), 0U);
  const Said backfill = Run({"backfill", "--start", "2026-03-30", "--end", "2026-03-31"});
  EXPECT_EQ(backfill.exit_code, 0);
  EXPECT_THAT(backfill.err, HasSubstr("note: daily_windows is off"));
}

TEST_F(FlagsTest, AScheduledIngestPullsWhereItIsOn) {
  Fill();
  ASSERT_EQ(Set("off", {"--reason", "r", "--by", "Ann"}).exit_code, 0);
  ASSERT_EQ(Set("on", {"--source", "openai", "--reason", "r", "--by", "Ann"}).exit_code, 0);
  provider_.queries.clear();
  const Said said = Run({"ingest", "--scheduled", "--surface", "completions"});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.err, Not(HasSubstr("daily_windows")));
  EXPECT_GT(provider_.queries.size(), 0U);
}

TEST_F(FlagsTest, TurningOnTakesACleanCheckOfRecentDaysOrAReason) {
  Fill();
  Said said = Set("on", {"--by", "Ann"});
  EXPECT_EQ(said.exit_code, 64);
  EXPECT_THAT(said.err, AllOf(HasSubstr("no parity check of openai is on record"),
                              HasSubstr("nothing was changed")));
  Check(kToday - 9, 15, 0);
  EXPECT_THAT(Set("on", {"--by", "Ann"}).err,
              HasSubstr("proves days up to 2026-03-23, and must reach 2026-03-25"));
  Check(kToday - 1, 16, 1);
  EXPECT_THAT(Set("on", {"--by", "Ann"}).err, HasSubstr("is not clean: variance"));
  EXPECT_THAT(Run({"flags", "history"}).out, HasSubstr("No flag was ever set"));
  EXPECT_EQ(Set("on", {"--by", "Ann", "--reason", "known"}).exit_code, 0);
  Check(kToday - 1, 15, 0);
  said = Set("on", {"--by", "Ann"});
  EXPECT_EQ(said.exit_code, 0) << said.err;
  const auto history = Json({"flags", "history"});
  const auto& entries = history.at("entries").as_array();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].at("parity_run"), 5);
  EXPECT_EQ(entries[0].at("reason"), "parity run 5 of completions is exact up to 2026-03-31");
  EXPECT_TRUE(entries[1].at("parity_run").is_null());
  EXPECT_EQ(entries[1].at("reason"), "known");
}

TEST_F(FlagsTest, WhoSignedTheCheckSignsTheFlagButALoginDoesNot) {
  Fill();
  Check(kToday - 1, 15, 0);
  variables_["USER"] = "root";
  const Said said = Set("on", {});
  EXPECT_EQ(said.exit_code, 64);
  EXPECT_THAT(said.err, HasSubstr("nobody is named who signs it off: --by NAME"));
  ASSERT_EQ(Run({"parity", "sign", "--by", "Bea"}).exit_code, 0);
  EXPECT_EQ(Set("on", {}).exit_code, 0);
  EXPECT_EQ(Set("off", {"--reason", "r"}).exit_code, 0);
  const auto history = Json({"flags", "history", "daily_windows"});
  EXPECT_EQ(history.at("entries").at(0).at("by"), "root");
  EXPECT_EQ(history.at("entries").at(1).at("by"), "Bea");
}

TEST_F(FlagsTest, OffNeedsAReasonAndAName) {
  Fill();
  EXPECT_THAT(Set("off", {"--by", "Ann"}).err, HasSubstr("--reason TEXT must say why"));
  EXPECT_THAT(Set("off", {"--reason", "r"}).err, HasSubstr("nobody is named who sets it"));
  EXPECT_EQ(Set("maybe", {"--reason", "r", "--by", "Ann"}).exit_code, 64);
  EXPECT_EQ(Set("off", {"--source", "x", "--reason", "r", "--by", "Ann"}).exit_code, 78);
  EXPECT_EQ(Run({"flags", "set", "windows", "off", "--reason", "r"}).exit_code, 64);
  EXPECT_EQ(Run({"flags", "history", "windows"}).exit_code, 64);
  EXPECT_EQ(Holds(), "on by built_in");
}

TEST_F(FlagsTest, SourcesWithAnEntryOfTheirOwnAreNamedAndResetFollowsEverywhereAgain) {
  Fill();
  ASSERT_EQ(Set("on", {"--source", "openai", "--reason", "r", "--by", "Ann"}).exit_code, 0);
  const Said off = Set("off", {"--reason", "all stop", "--by", "Ann"});
  EXPECT_THAT(off.out, HasSubstr("openai has an entry of its own and stays on: 'cognitrack flags "
                                 "reset daily_windows --source openai"));
  const std::vector<std::string> reset = {"flags",         "reset",  "daily_windows",
                                          "--source",      "openai", "--reason",
                                          "as the others", "--by",   "Ann"};
  EXPECT_EQ(Run(reset).exit_code, 0);
  EXPECT_EQ(Holds(), "off by everywhere");
  const auto again = Json(reset);
  EXPECT_EQ(again.at("changed"), false);
  EXPECT_TRUE(again.at("entry").is_null());
}

TEST_F(FlagsTest, DoctorSaysThatItIsOff) {
  Fill();
  ASSERT_EQ(Set("off", {"--reason", "restatement", "--by", "Ann"}).exit_code, 0);
  const Said said = Run({"doctor", "--offline"});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("daily_windows of openai is off since"));
}

TEST_F(FlagsTest, ABackupCarriesThem) {
  Fill();
  ASSERT_EQ(Set("off", {"--reason", "r", "--by", "Ann"}).exit_code, 0);
  const std::string backup = directory_.File("b.db");
  ASSERT_EQ(Run({"backup", "--out", backup}).exit_code, 0);
  ASSERT_EQ(Set("on", {"--reason", "r", "--by", "Ann"}).exit_code, 0);
  ASSERT_EQ(Run({"restore", "--from", backup}).exit_code, 0);
  EXPECT_EQ(Holds(), "off by everywhere");
}

}  // namespace
}  // namespace cognitrack
