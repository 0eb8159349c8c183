// The way back, as its users meet it.
#include "tests/command_line/command_line_fixture.h"
#include "tests/support/export_text.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class RollbackTest : public CommandLine {
 protected:
  RollbackTest() {
    clock_.SetNow(kToday.start() + 9 * kSecondsPerHour);
    for (Day day = kFirst; day <= kToday; day = day + 1) {
      provider_.use[day] = {{"proj_alpha", "gpt-a", 3, 15}};
    }
    EXPECT_EQ(Run({"backfill", "--start", FormatDay(kFirst), "--end", FormatDay(kToday - 1),
                   "--surface", "completions"})
                  .exit_code,
              0);
    EXPECT_EQ(Run({"backup", "--out", backup_}).exit_code, 0);
  }
  std::string Export(int tokens) {
    ExportText text;
    for (Day day = kFirst; day < kToday; day = day + 1) {
      text.Row(day, "proj_alpha", "gpt-a", 3, tokens);
    }
    return Write("export-" + std::to_string(tokens) + ".csv", text.Text());
  }
  static std::vector<std::string> RunOf(std::vector<std::string> more) {
    std::vector<std::string> words = {"rollback", "run", "--reason", "see #12", "--by", "Ann"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  // "flag_off done", …
  static std::vector<std::string> Steps(const boost::json::object& document) {
    std::vector<std::string> steps;
    for (const auto& step : document.at("steps").as_array()) {
      steps.push_back(std::string(step.at("step").as_string()) + " " +
                      std::string(step.at("state").as_string()));
    }
    return steps;
  }
  // Of the last rollback on record.
  boost::json::object Log(const std::string& database = "") {
    std::vector<std::string> words = {"runs", "--verb", "rollback"};
    if (!database.empty()) words.insert(words.end(), {"--db", database});
    const auto runs = Json(words);
    return runs.at("runs").as_array().empty() ? boost::json::object()
                                              : runs.at("runs").at(0).as_object();
  }
  bool IsOn() {
    return Json({"flags"}).at("flags").at(0).at("scopes").at(1).at("value").at("on").as_bool();
  }

  static constexpr Day kToday{20'544};  // 2026-04-01.
  inline static const Day kFirst = kToday - 5;
  std::string backup_ = directory_.File("before.db");
};

TEST_F(RollbackTest, ThePlanSaysWhatEachStepWouldDoAndChangesNothing) {
  const auto plan = Json({"rollback", "--from", "2026-03-30", "--csv", Export(15)});
  EXPECT_THAT(Steps(plan),
              ElementsAre("flag_off planned", "cursor_reset planned", "parity planned"));
  const auto& steps = plan.at("steps");
  EXPECT_EQ(steps.at(0).at("commands").at(0),
            "cognitrack flags set daily_windows off --reason TEXT");
  EXPECT_EQ(steps.at(1).at("commands").at(0),
            "cognitrack cursors reset --source openai --surface completions --to 2026-03-30 "
            "--reason TEXT");
  EXPECT_TRUE(steps.at(1).at("result").is_null());
  const Said text = Run({"rollback", "plan"});
  EXPECT_THAT(text.out, AllOf(HasSubstr("1 → flag off       daily_windows off: everywhere"),
                              HasSubstr("2 – cursor reset   left out: no --from DAY"),
                              HasSubstr("3 – parity         left out: no --csv FILE"),
                              HasSubstr("Nothing was changed.")));
  EXPECT_TRUE(IsOn());
  EXPECT_EQ(Json({"runs"}).at("runs").as_array().size(), 1U);
}

TEST_F(RollbackTest, FlagCursorsAndParityInTheirOrderWithALogOfEachStep) {
  const auto done = Json(RunOf({"--from", "2026-03-30", "--csv", Export(15), "--yes"}));
  EXPECT_THAT(Steps(done), ElementsAre("flag_off done", "cursor_reset done", "parity done"));
  EXPECT_EQ(done.at("verdict"), "exact");
  EXPECT_EQ(done.at("message"), "done, and proven by parity up to 2026-03-31");
  EXPECT_FALSE(IsOn());
  const auto cursors = Json({"cursors"});
  EXPECT_EQ(cursors.at("cursors").at(0).at("next"), "2026-03-30");
  EXPECT_EQ(cursors.at("cursors").at(0).at("reset"), 2);
  EXPECT_EQ(Json({"parity", "list"}).at("parity").as_array().size(), 1U);
  const auto log = Log();
  EXPECT_EQ(log.at("label"), "see #12");
  EXPECT_EQ(log.at("outcome"), "ok");
  ASSERT_EQ(log.at("issues").as_array().size(), 3U);
  EXPECT_EQ(log.at("issues").at(0).at("detail"),
            "flag_off: done after 0 ms: daily_windows off: everywhere (run 3)");
  EXPECT_EQ(log.at("issues").at(1).at("detail"),
            "cursor_reset: done after 0 ms: 2 days will be read again: completions of openai (run "
            "4)");
  EXPECT_EQ(log.at("issues").at(2).at("where"), "step 3");
  const auto flags = Json({"flags", "history"});
  EXPECT_EQ(flags.at("entries").at(0).at("reason"), "rollback: see #12");
  EXPECT_EQ(flags.at("entries").at(0).at("by"), "Ann");
}

TEST_F(RollbackTest, SourcesThatWereTurnedOnByThemselvesGoOffToo) {
  ASSERT_EQ(Run({"flags", "set", "daily_windows", "on", "--source", "openai", "--reason", "pilot",
                 "--by", "Bea"})
                .exit_code,
            0);
  const auto plan = Json({"rollback"});
  EXPECT_EQ(plan.at("steps").at(0).at("commands").as_array().size(), 2U);
  EXPECT_EQ(Run(RunOf({"--yes"})).exit_code, 0);
  EXPECT_FALSE(IsOn());
  EXPECT_THAT(Steps(Json({"rollback"})), testing::Contains("flag_off left_out"));
}

TEST_F(RollbackTest, ARestoredLedgerHasTheLogAndTheFlagAndTheCursorsOfTheRollback) {
  provider_.use[kToday - 2] = {{"proj_alpha", "gpt-a", 3, 99}};
  ASSERT_EQ(Run({"ingest", "--surface", "completions"}).exit_code, 0);
  const std::string csv = Export(15);
  EXPECT_EQ(Run({"parity", "--csv", csv}).exit_code, 1);
  const auto done =
      Json(RunOf({"--restore", backup_, "--from", "2026-03-31", "--csv", csv, "--yes"}));
  EXPECT_THAT(Steps(done), ElementsAre("flag_off done", "restore done", "flag_off done",
                                       "cursor_reset done", "parity done"));
  EXPECT_EQ(Run({"parity", "--csv", csv}).exit_code, 0);
  EXPECT_FALSE(IsOn());
  EXPECT_EQ(Json({"cursors"}).at("cursors").at(0).at("next"), "2026-03-31");
  const auto log = Log();
  EXPECT_EQ(log.at("id"), done.at("run"));
  EXPECT_EQ(log.at("issues").as_array().size(), 5U);
  EXPECT_EQ(log.at("message"), "done, and proven by parity up to 2026-03-31");
  const std::string restored(log.at("issues").at(1).at("detail").as_string());
  const std::size_t kept = restored.find("what was there before: ");
  ASSERT_NE(kept, std::string::npos);
  // The ledger that was replaced keeps what it knew of the rollback.
  EXPECT_EQ(Log("sqlite:" + restored.substr(kept + 23)).at("outcome"), "running");
  EXPECT_EQ(Run({"doctor", "--offline"}).exit_code, 0);
}

TEST_F(RollbackTest, SchemaDownIsProvenOnACopyAndTheLogStaysInTheOlderLedger) {
  const Said refused = Run(RunOf({"--to-version", "1", "--yes"}));
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("what step 1 writes into flag_changes"),
                                 HasSubstr("nothing was changed")));
  EXPECT_TRUE(IsOn());
  const auto done = Json(RunOf({"--to-version", "1", "--lose-data", "--csv", Export(15), "--yes"}));
  EXPECT_THAT(Steps(done), ElementsAre("flag_off done", "cursor_reset left_out", "schema_down done",
                                       "parity done"));
  EXPECT_EQ(done.at("schema_after"), 1);
  EXPECT_EQ(done.at("verdict"), "exact");
  EXPECT_EQ(Json({"migrate", "status"}, 78).at("held"), 1);
  for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr(".check")));
  }
  EXPECT_THAT(Steps(Json({"rollback", "--from", "2026-03-30"})),
              ElementsAre("flag_off left_out", "cursor_reset left_out", "parity left_out"));
  ASSERT_EQ(Run({"migrate", "up"}).exit_code, 0);
  EXPECT_EQ(Log().at("issues").as_array().size(), 4U);
  EXPECT_EQ(Log().at("outcome"), "ok");
}

TEST_F(RollbackTest, ALedgerOfAnOlderSchemaIsReplacedByACurrentOne) {
  ASSERT_EQ(Run({"migrate", "down", "--to", "1", "--lose-data"}).exit_code, 0);
  const auto done = Json(RunOf({"--restore", backup_, "--from", "2026-03-30", "--yes"}));
  EXPECT_THAT(Steps(done), ElementsAre("flag_off left_out", "restore done", "flag_off done",
                                       "cursor_reset done", "parity left_out"));
  EXPECT_EQ(done.at("schema_before"), 1);
  EXPECT_EQ(done.at("schema_after"), LedgerMigrations().back().version);
  EXPECT_FALSE(IsOn());
  EXPECT_EQ(Json({"cursors"}).at("cursors").at(0).at("next"), "2026-03-30");
}

TEST_F(RollbackTest, ItStopsAtTheFirstFailureAndSaysHowToGoOn) {
  Write("before.db.sha256", std::string(64, '0') + "  before.db\n");
  const Said said =
      Run(RunOf({"--restore", backup_, "--from", "2026-03-30", "--csv", Export(15), "--yes"}));
  EXPECT_EQ(said.exit_code, 65);
  EXPECT_THAT(said.err, HasSubstr("step 2 failed"));
  EXPECT_THAT(said.out,
              AllOf(HasSubstr("1 ✓ flag off"), HasSubstr("2 ✗ restore"),
                    HasSubstr("4 – cursor reset   not done: "), HasSubstr("To go on, mend"),
                    HasSubstr("cognitrack restore --from " + backup_)));
  EXPECT_FALSE(IsOn());
  const auto log = Log();
  EXPECT_EQ(log.at("outcome"), "failed");
  EXPECT_EQ(log.at("exit_code"), 65);
  EXPECT_THAT(std::string(log.at("issues").at(3).at("detail").as_string()),
              HasSubstr("cursor_reset: not_reached"));
}

TEST_F(RollbackTest, WhatParityDoesNotProveIsExit1) {
  const auto done = Json(RunOf({"--csv", Export(16), "--yes"}), 1);
  EXPECT_THAT(Steps(done), ElementsAre("flag_off done", "cursor_reset left_out", "parity failed"));
  EXPECT_EQ(done.at("verdict"), "variance");
  EXPECT_EQ(Log().at("outcome"), "failed");
  EXPECT_EQ(Log().at("exit_code"), 1);
}

TEST_F(RollbackTest, ALedgerComparedWithItsOwnFileIsNotSaidToBeProven) {
  const std::string fresh = "sqlite:" + directory_.File("fresh.db");
  const std::string csv = Export(15);
  ASSERT_EQ(Run({"import", "--csv", csv, "--db", fresh}).exit_code, 0);
  const auto done = Json(RunOf({"--csv", csv, "--yes", "--db", fresh}));
  EXPECT_EQ(done.at("verdict"), "exact");
  EXPECT_THAT(std::string(done.at("message").as_string()), HasSubstr("which proves nothing"));
}

TEST_F(RollbackTest, WithoutATerminalItTakesYes) {
  const Said said = Run(RunOf({}));
  EXPECT_EQ(said.exit_code, 64);
  EXPECT_THAT(said.err, AllOf(HasSubstr("there is no terminal to ask at"), HasSubstr("--yes")));
  EXPECT_TRUE(IsOn());
}

TEST_F(RollbackTest, OnATerminalEachStepIsAskedFor) {
  std::vector<std::string> questions;
  std::vector<std::string> answers = {"y", "s", "no"};
  ask_ = [&](const std::string& question) -> std::optional<std::string> {
    questions.push_back(question);
    return answers.at(questions.size() - 1);
  };
  const auto stopped = Json(RunOf({"--from", "2026-03-30", "--csv", Export(15)}), 75);
  EXPECT_THAT(Steps(stopped),
              ElementsAre("flag_off done", "cursor_reset skipped", "parity not_reached"));
  EXPECT_THAT(questions.at(0), AllOf(HasSubstr("Step 1, flag off: daily_windows off: everywhere"),
                                     HasSubstr("\n  cognitrack flags set daily_windows off"),
                                     HasSubstr("Do it? [y]es, [s]kip it, anything else stops: ")));
  EXPECT_EQ(Log().at("outcome"), "interrupted");
  ask_ = [](const std::string&) { return std::optional<std::string>(); };
  EXPECT_THAT(Steps(Json(RunOf({"--csv", Export(15)}), 75)),
              ElementsAre("flag_off left_out", "cursor_reset left_out", "parity not_reached"))
      << "the end of the input stops";
}

TEST_F(RollbackTest, WhatCannotBeDoneIsRefusedBeforeTheFirstStep) {
  const std::string newer = std::to_string(LedgerMigrations().back().version + 1);
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"--restore", directory_.File("none.db")},
                                             {"--restore", backup_, "--to-version", "1"},
                                             {"--to-version", "0"},
                                             {"--to-version", newer},
                                             {"--from", "2026-04-02"},
                                             {"--csv", directory_.File("none.csv")},
                                             {"--restore", Write("empty.db", "")}}) {
    std::vector<std::string> words = RunOf(wrong);
    words.emplace_back("--yes");
    const Said said = Run(words);
    EXPECT_EQ(said.exit_code, 64) << wrong.front() << said.err;
    EXPECT_THAT(said.err, HasSubstr("nothing was changed"));
  }
  EXPECT_EQ(Run({"rollback", "run", "--by", "Ann", "--yes"}).exit_code, 64) << "no reason";
  EXPECT_EQ(Run({"rollback", "run", "--reason", "r", "--yes"}).exit_code, 64) << "no name";
  EXPECT_EQ(Run(RunOf({"--source", "nobody", "--yes"})).exit_code, 78);
  EXPECT_TRUE(IsOn());
  EXPECT_EQ(Json({"runs"}).at("runs").as_array().size(), 1U);
}

}  // namespace
}  // namespace cognitrack
