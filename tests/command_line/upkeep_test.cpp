// backup, restore, copy and migrate, as their users meet them.
#include "tests/command_line/command_line_fixture.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

class UpkeepVerbsTest : public CommandLine {
 protected:
  void Import(const std::string& tokens) {
    const std::string csv = Write("u.csv",
                                  "start_time,end_time,project_id,model,input_tokens,output_tokens,"
                                  "num_model_requests\n" +
                                      Times(0) + ",proj_a,gpt-a," + tokens + ",1,1\n" + Times(1) +
                                      ",proj_a,gpt-a,5,1,1\n");
    const Said said = Run({"import", "--csv", csv});
    ASSERT_EQ(said.exit_code, 0) << said.err;
  }
  std::string Tokens() {
    const auto report = Json({"usage", "--group-by", "model"});
    return boost::json::serialize(report.at("totals").as_object().at("input_tokens"));
  }
  std::string Execute(const std::string& sql) {
    auto session = OpenSqliteSession(directory_.File("ledger.db"), SqliteMode::kWrite);
    EXPECT_OK(session);
    const Status executed = (*session)->Execute(sql);
    return executed ? "" : executed.error().message;
  }
  bool Exists(const std::string& name) { return std::filesystem::exists(directory_.File(name)); }

  std::string database_ = "sqlite:" + directory_.File("ledger.db");
};

TEST_F(UpkeepVerbsTest, BackupAndRestoreTellWhatTheyDid) {
  Import("100");
  const auto backup = Json({"backup", "--out", directory_.File("b.db")});
  EXPECT_EQ(backup.at("verb"), "backup");
  EXPECT_EQ(backup.at("database"), boost::json::string(database_));
  const auto& file = backup.at("backup").as_object();
  EXPECT_EQ(file.at("file"), boost::json::string(directory_.File("b.db")));
  EXPECT_EQ(file.at("note"), boost::json::string(directory_.File("b.db.sha256")));
  EXPECT_EQ(file.at("windows"), 2);
  EXPECT_EQ(file.at("rows"), 2);
  EXPECT_EQ(file.at("schema"), LedgerMigrations().back().version);
  EXPECT_EQ(file.at("sha256").as_string().size(), 64u);
  Import("250");
  EXPECT_EQ(Tokens(), "255");

  const auto restored = Json({"restore", "--from", directory_.File("b.db")});
  EXPECT_EQ(restored.at("note_checked"), true);
  EXPECT_EQ(restored.at("windows"), 2);
  EXPECT_TRUE(restored.at("next").is_null());
  const std::string kept(restored.at("kept").as_object().at("file").as_string());
  EXPECT_THAT(kept, HasSubstr("ledger.db.backup-2026"));
  EXPECT_EQ(Tokens(), "105");
  EXPECT_EQ(Run({"doctor", "--offline"}).exit_code, 0);
  EXPECT_EQ(Run({"doctor", "--offline", "--db", "sqlite:" + kept}).exit_code, 0);
  EXPECT_THAT(Run({"runs", "--verb", "restore"}).out, HasSubstr("restore"));
}

TEST_F(UpkeepVerbsTest, BackupTextSaysWhatWasChecked) {
  Import("100");
  const Said said = Run({"backup"});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("  holds    2 windows with 2 contents, 2 rows, 1 run\n"));
  EXPECT_THAT(said.out,
              HasSubstr("  checked  2 contents equal to the ledger's, by count and hash\n"));
}

TEST_F(UpkeepVerbsTest, WhatIsNotThereIsSaid) {
  const Said backup = Run({"backup"});
  EXPECT_EQ(backup.exit_code, 78);
  EXPECT_THAT(backup.err, HasSubstr("there is no ledger yet"));
  EXPECT_EQ(Run({"restore", "--from", directory_.File("none")}).exit_code, 64);
  EXPECT_EQ(
      Run({"copy", "--from", database_, "--to", "sqlite:" + directory_.File("to.db")}).exit_code,
      78);
  EXPECT_EQ(Run({"migrate", "down", "--to", "0"}).exit_code, 0);
  EXPECT_FALSE(Exists("ledger.db"));
  EXPECT_FALSE(Exists("to.db"));
}

TEST_F(UpkeepVerbsTest, CopyThereAndBackHasTheSameHashes) {
  Import("100");
  const std::string there = "sqlite:" + directory_.File("there.db");
  const auto first = Json({"copy", "--from", database_, "--to", there});
  const auto second =
      Json({"copy", "--from", there, "--to", "sqlite:" + directory_.File("back.db")});
  EXPECT_EQ(boost::json::serialize(first.at("tables")),
            boost::json::serialize(second.at("tables")));
  EXPECT_EQ(first.at("rows"), 2);
  const Said again = Run({"copy", "--from", database_, "--to", there});
  EXPECT_EQ(again.exit_code, 64);
  EXPECT_THAT(again.err, HasSubstr("is not empty"));
}

TEST_F(UpkeepVerbsTest, StatusGoesFromAbsentToCurrent) {
  const auto absent = Json({"migrate", "status"});
  EXPECT_EQ(absent.at("state"), "absent");
  EXPECT_EQ(absent.at("held"), 0);
  EXPECT_EQ(absent.at("migrations").as_array()[0].as_object().at("state"), "pending");
  const auto up = Json({"migrate", "up"});
  EXPECT_EQ(up.at("from"), 0);
  EXPECT_EQ(up.at("to"), LedgerMigrations().back().version);
  EXPECT_TRUE(up.at("backup").is_null());
  const auto current = Json({"migrate", "status"});
  EXPECT_EQ(current.at("state"), "current");
  EXPECT_TRUE(current.at("mend").is_null());
  const auto& first = current.at("migrations").as_array()[0].as_object();
  EXPECT_EQ(first.at("checksum"), "ok");
  EXPECT_EQ(first.at("has_down"), true);
  EXPECT_THAT(Run({"runs", "--verb", "migrate"}).out, HasSubstr("up 0001_ledger"));
  Import("100");
}

TEST_F(UpkeepVerbsTest, EditedSchemaIsExit78AndSaysWhatToDo) {
  Import("100");
  ASSERT_EQ(Execute("UPDATE schema_migrations SET checksum = x'00'"), "");
  const auto status = Json({"migrate", "status"}, 78);
  EXPECT_EQ(status.at("state"), "edited");
  EXPECT_EQ(status.at("migrations").as_array()[0].as_object().at("checksum"), "edited");
  for (const std::vector<std::string>& verb : std::vector<std::vector<std::string>>{
           {"migrate", "up"}, {"migrate", "plan"}, {"windows"}, {"ingest"}}) {
    const Said said = Run(verb);
    EXPECT_EQ(said.exit_code, 78) << verb.back();
    EXPECT_THAT(said.err, HasSubstr("use that build")) << verb.back();
  }
}

TEST_F(UpkeepVerbsTest, DownIsRefusedUntilItMayLoseDataAndBacksUpFirst) {
  Import("100");
  const Said refused = Run({"migrate", "down", "--to", "0"});
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err, HasSubstr("other tables"));
  const auto plan = Json({"migrate", "plan", "--to", "0"});
  EXPECT_EQ(plan.at("direction"), "down");
  EXPECT_EQ(plan.at("migrations").as_array().back().as_object().at("loses_data"), true);
  const auto down = Json({"migrate", "down", "--to", "0", "--lose-data"});
  EXPECT_EQ(down.at("to"), 0);
  const std::string backup(down.at("backup").as_object().at("file").as_string());
  EXPECT_EQ(Json({"migrate", "status"}).at("state"), "absent");
  EXPECT_EQ(Run({"restore", "--from", backup}).exit_code, 0);
  EXPECT_EQ(Tokens(), "105");
}

TEST_F(UpkeepVerbsTest, PlanIsAScriptWithRemarks) {
  const Said plan = Run({"migrate", "plan"});
  EXPECT_EQ(plan.exit_code, 0);
  EXPECT_THAT(plan.out, HasSubstr("-- Apply 0001 ledger, in one transaction\n"
                                  "--   schema_migrations: new\n"));
  EXPECT_THAT(
      plan.out,
      HasSubstr("-- takes the database's write lock; who waits: writers\n\n-- 1.\nCREATE "));
  Import("100");
  EXPECT_THAT(Run({"migrate", "plan"}).out, HasSubstr("Nothing to do"));
}

TEST_F(UpkeepVerbsTest, BusyLedgerIsExit75ButNothingToDoNeedsNoLock) {
  Import("100");
  auto writer = OpenSqliteLedger(directory_.File("ledger.db"), DatabaseAccess::kWrite, clock_);
  ASSERT_OK(writer);
  EXPECT_EQ(Run({"migrate", "up"}).exit_code, 0);
  EXPECT_EQ(Run({"backup", "--out", directory_.File("b.db")}).exit_code, 0);
  EXPECT_EQ(Run({"restore", "--from", directory_.File("b.db")}).exit_code, 75);
  EXPECT_EQ(Run({"migrate", "down", "--to", "0", "--lose-data"}).exit_code, 75);
}

}  // namespace
}  // namespace cognitrack
