// Retention and cursors as their users meet them.
#include "tests/command_line/command_line_fixture.h"
#include "tests/support/export_text.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RetentionTest : public CommandLine {
 protected:
  RetentionTest() {
    clock_.SetNow(kToday.start() + 9 * kSecondsPerHour);
    for (Day day = kFirst; day <= kToday; day = day + 1) {
      provider_.use[day] = {{"proj_alpha", "gpt-a", 3, 15}, {"proj_beta", "gpt-b", 1, 7}};
    }
  }
  void Fill() {
    const Said said = Run({"backfill", "--start", FormatDay(kFirst), "--end", FormatDay(kToday),
                           "--surface", "completions"});
    ASSERT_EQ(said.exit_code, 0) << said.err;
  }
  void Prove() {
    ExportText text;
    for (Day day = kFirst; day < kToday; day = day + 1) {
      text.Row(day, "proj_alpha", "gpt-a", 3, 15).Row(day, "proj_beta", "gpt-b", 1, 7);
    }
    ASSERT_EQ(Run({"parity", "--csv", Write("export.csv", text.Text())}).exit_code, 0);
  }
  void TurnOn() { variables_["COGNITRACK_RETENTION_DAYS"] = "35"; }

  static constexpr Day kToday{20'544};  // 2026-04-01.
  inline static const Day kFirst = kToday - 79;
};

TEST_F(RetentionTest, ItIsOffAndSaysHowItIsTurnedOn) {
  Fill();
  const Said off = Run({"prune"});
  EXPECT_EQ(off.exit_code, 78);
  EXPECT_THAT(off.err, AllOf(HasSubstr("COGNITRACK_RETENTION_DAYS=35 turns it on"),
                             HasSubstr("every row from 2026-02-26 on would stay")));
  const Said dry = Run({"prune", "--dry-run"});
  EXPECT_EQ(dry.exit_code, 0);
  EXPECT_THAT(dry.out,
              AllOf(HasSubstr("Would go: nothing"), HasSubstr("not proven by a parity check"),
                    HasSubstr("Retention is off")));
  variables_["COGNITRACK_RETENTION_DAYS"] = "soon";
  EXPECT_EQ(Run({"prune"}).exit_code, 78);
}

TEST_F(RetentionTest, WhatWouldGoIsTheWholeTruthOfTheDryRun) {
  Fill();
  Prove();
  const Said said = Run({"prune", "--dry-run"});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(
      said.out,
      AllOf(HasSubstr("2026-01-12 – 2026-02-24"), HasSubstr("one of the days that are kept"),
            HasSubstr("not settled: may still change"),
            HasSubstr("That is 55.0 % of the ledger's 160 rows."),
            HasSubstr("A prune would be refused"), HasSubstr("--allow-share 55")));
  const auto document = Json({"prune", "--dry-run"});
  EXPECT_EQ(document.at("dry_run"), true);
  EXPECT_EQ(document.at("retention_on"), false);
  EXPECT_EQ(document.at("keep_from"), "2026-02-26");
  const auto& plan = document.at("plan");
  EXPECT_EQ(plan.at("windows"), 44);
  EXPECT_EQ(plan.at("rows"), 88);
  EXPECT_EQ(plan.at("go").at(0).at("date"), "2026-01-12");
  EXPECT_EQ(plan.at("go").at(0).at("proven_by"), 2);
  EXPECT_EQ(plan.at("stay").as_array().size(), 2U);
  EXPECT_EQ(plan.at("stay").at(0).at("reason"), "too_young");
  EXPECT_EQ(plan.at("stay").at(0).at("windows"), 35);
  EXPECT_EQ(plan.at("stay").at(1).at("reason"), "not_settled");
  EXPECT_TRUE(plan.at("refused").is_string());
}

TEST_F(RetentionTest, ReportsGoOnAndWhatCannotBeToldIsSaidToBeUnknown) {
  Fill();
  Prove();
  TurnOn();
  EXPECT_EQ(Run({"prune"}).exit_code, 64);
  std::map<std::string, boost::json::object> before;
  for (const char* group : {"model", "project_id", "day,model"}) {
    before[group] = Json({"usage", "--group-by", group});
  }
  const auto pruned = Json({"prune", "--allow-share", "60"});
  EXPECT_EQ(pruned.at("windows_changed"), 44);
  EXPECT_EQ(pruned.at("rows_written"), 88);
  EXPECT_EQ(pruned.at("chunks").as_array().size(), 2U);
  for (const auto& [group, document] : before) {
    EXPECT_EQ(Json({"usage", "--group-by", group}), document) << group;
  }
  const auto unknown = Json(
      {"usage", "--group-by", "project_id,user_id", "--from", "2026-01-12", "--to", "2026-01-20"});
  EXPECT_EQ(unknown.at("windows_pruned"), 9);
  EXPECT_TRUE(unknown.at("totals").at("input_tokens").is_null());
  EXPECT_THAT(Run({"usage", "--group-by", "project_id,user_id"}).out,
              HasSubstr("44 days pruned and left out"));
  EXPECT_THAT(Run({"usage", "--group-by", "model", "--as-of", "2026-04-01"}).out,
              HasSubstr("44 days pruned and left out"));

  EXPECT_THAT(Run({"windows"}).out,
              AllOf(HasSubstr("▪ pruned 44"), HasSubstr("80 of 80 days held")));
  EXPECT_THAT(Run({"windows", "--day", "2026-01-12"}).out, HasSubstr("2 once, pruned"));
  const auto day = Json({"windows", "--day", "2026-01-12"});
  EXPECT_EQ(day.at("days").at(0).at("pruned"), true);
  EXPECT_EQ(day.at("days").at(0).at("totals").at("input_tokens"), 22);
  EXPECT_EQ(Run({"doctor", "--offline"}).exit_code, 0);
  EXPECT_EQ(Run({"parity", "--csv", directory_.File("export.csv")}).exit_code, 0);
  const auto exported = Json({"export", "--out", directory_.File("out.csv")});
  EXPECT_EQ(exported.at("days_pruned"), 44);
  EXPECT_EQ(exported.at("days"), 36);
  // An import of those days is compared with their totals.
  EXPECT_EQ(Run({"import", "--csv", directory_.File("export.csv")}).exit_code, 0);
  ExportText wrong;
  wrong.Row(kFirst, "proj_alpha", "gpt-a", 3, 16).Row(kFirst + 1, "proj_alpha", "gpt-a", 4, 22);
  const Said differs = Run({"import", "--csv", Write("wrong.csv", wrong.Text())});
  EXPECT_EQ(differs.exit_code, 1);
  EXPECT_THAT(differs.out, HasSubstr("2026-01-12"));
}

TEST_F(RetentionTest, PrunedDaysAreReadAgainOnlyWhereThatIsSaid) {
  Fill();
  Prove();
  TurnOn();
  ASSERT_EQ(Run({"prune", "--allow-share", "100", "--quiet"}).exit_code, 0);
  const Said said =
      Run({"backfill", "--start", "2026-01-12", "--end", "2026-01-13", "--surface", "completions"});
  EXPECT_EQ(said.exit_code, 64);
  EXPECT_THAT(said.err, HasSubstr("--allow-pruned reads them again"));
  const auto again = Json({"backfill", "--start", "2026-01-12", "--end", "2026-01-13", "--surface",
                           "completions", "--allow-pruned"});
  EXPECT_EQ(again.at("rows_written"), 4);
  EXPECT_EQ(Json({"windows", "--day", "2026-01-12"}).at("days").at(0).at("state"), "settled");
}

TEST_F(RetentionTest, CursorsTellHowFarEachSurfaceIsAndAResetMovesOne) {
  EXPECT_THAT(Run({"cursors"}).out, HasSubstr("holds nothing of openai yet"));
  Fill();
  const auto cursors = Json({"cursors"});
  ASSERT_EQ(cursors.at("cursors").as_array().size(), 1U);
  const auto& cursor = cursors.at("cursors").at(0);
  EXPECT_EQ(cursor.at("name"), "usage/completions:key_1");
  EXPECT_EQ(cursor.at("next"), "2026-04-02");
  EXPECT_EQ(cursor.at("lag_seconds"), 0);
  EXPECT_EQ(cursor.at("held"), 80);

  EXPECT_EQ(Run({"cursors", "reset", "--surface", "completions", "--to", "2026-03-30"}).exit_code,
            64);
  const std::vector<std::string> reset = {"cursors", "reset",      "--surface", "completions",
                                          "--to",    "2026-03-30", "--reason",  "a wrong key"};
  const Said said = Run(reset);
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("2026-04-02 → 2026-03-30"), HasSubstr("3 days held")));
  EXPECT_THAT(Run({"cursors"}).out, AllOf(HasSubstr("2 d 09 h"), HasSubstr("Reset")));
  EXPECT_THAT(Run({"runs", "2"}).out, AllOf(HasSubstr("cursors reset"), HasSubstr("a wrong key")));
  EXPECT_THAT(Run({"runs"}).out, HasSubstr("a wrong key"));
  EXPECT_EQ(Json({"windows", "--day", "2026-03-30"}).at("days").at(0).at("attempt").at("outcome"),
            "reset");
  EXPECT_THAT(Run({"ingest", "--dry-run", "--surface", "completions"}).out, HasSubstr("reset"));
  EXPECT_EQ(Run({"ingest", "--surface", "completions"}).exit_code, 0);
  EXPECT_THAT(Run({"cursors"}).out, AllOf(HasSubstr("2026-04-02"), Not(HasSubstr("Reset"))));
  const auto document = Json(reset);
  EXPECT_EQ(document.at("days_asked_for"), 3);
  EXPECT_EQ(document.at("after").at("next"), "2026-03-30");
}

}  // namespace
}  // namespace cognitrack
