// Migrating: up and down, planned, with a backup first, refused where it would lose data or where
// the schema is not of this program.
#include "tests/upkeep/upkeep_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MigrateTest : public UpkeepTest {
 protected:
  void SetUp() override {
    Fill(path());
    known_ = LongerMigrations().size();
  }
  Result<SchemaChange> Up(SchemaChangeOptions options = {}) {
    return ChangeSchema(*Writer(), place(), options, parts_);
  }
  Result<SchemaChange> Down(int to, bool lose_data = false) {
    SchemaChangeOptions options;
    options.down_to = to;
    options.lose_data = lose_data;
    return ChangeSchema(*Writer(), place(), options, parts_);
  }
  void Execute(const std::string& sql) {
    auto session = OpenSqliteSession(path(), SqliteMode::kWrite);
    ASSERT_OK(session);
    ASSERT_OK((*session)->Execute(sql));
  }
  std::vector<RunRecord> Runs() {
    auto store = OpenStore(path());
    EXPECT_OK(store);
    auto runs = (*store)->Runs("", "migrate", 0);
    EXPECT_OK(runs);
    return *runs;
  }
};

TEST_F(MigrateTest, StatusTellsWhatIsHeldAndWhatIsPending) {
  auto state = Reader()->State();
  ASSERT_OK(state);
  EXPECT_EQ(state->Held(), 1);
  EXPECT_EQ(state->Newest(), 3);
  ASSERT_THAT(state->migrations, SizeIs(3));
  EXPECT_EQ(state->migrations[0].name, "ledger");
  EXPECT_EQ(state->migrations[0].state, MigrationState::kApplied);
  EXPECT_EQ(state->migrations[0].applied_at, kNow);
  EXPECT_EQ(state->migrations[1].state, MigrationState::kPending);
  EXPECT_EQ(state->migrations[2].applied_at, 0);
}

TEST_F(MigrateTest, OlderSchemaIsNeverMigratedByAnotherVerb) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(OpenStore(path()),
                HasError(ErrorCode::kConfig, AllOf(HasSubstr("schema 1 is older"),
                                                   HasSubstr("run 'cognitrack migrate up'"))));
  }
  EXPECT_EQ(HeldIn(path()), 1);
}

TEST_F(MigrateTest, PlanShowsStatementsLocksAndRowsAndChangesNothing) {
  const auto plan = Reader()->PlanUp();
  ASSERT_OK(plan);
  ASSERT_THAT(*plan, SizeIs(2));
  EXPECT_EQ((*plan)[0].name, "marks");
  ASSERT_THAT((*plan)[0].statements, SizeIs(2));
  EXPECT_THAT((*plan)[0].statements[0].sql, HasSubstr("id INTEGER PRIMARY KEY"));
  EXPECT_EQ((*plan)[0].statements[0].effect.blocks, Blocks::kWriters);
  ASSERT_THAT((*plan)[0].tables, SizeIs(1));
  EXPECT_TRUE((*plan)[0].tables[0].is_new);
  ASSERT_THAT((*plan)[1].tables, SizeIs(2));
  EXPECT_EQ((*plan)[1].tables[0].name, "marks");
  EXPECT_TRUE((*plan)[1].tables[0].is_new) << "it is made by the plan before";
  EXPECT_EQ((*plan)[1].tables[1].name, "runs");
  EXPECT_EQ((*plan)[1].tables[1].rows, 1);
  EXPECT_FALSE((*plan)[1].LosesData());
  EXPECT_EQ(HeldIn(path()), 1);
}

TEST_F(MigrateTest, UpMakesABackupAndRecordsEachMigrationWithItsSteps) {
  const auto change = Up();
  ASSERT_OK(change);
  EXPECT_EQ(change->from, 1);
  EXPECT_EQ(change->to, 3);
  ASSERT_TRUE(change->backup.has_value());
  EXPECT_EQ(HeldIn(change->backup->path), 1);
  EXPECT_EQ(HeldIn(path()), 3);
  const std::vector<RunRecord> runs = Runs();
  ASSERT_THAT(runs, SizeIs(2));
  EXPECT_EQ(runs[1].label, "up 0002_marks");
  EXPECT_EQ(runs[1].outcome, "ok");
  EXPECT_EQ(runs[1].started_at, kNow);
  EXPECT_EQ(runs[1].message, "backup: " + change->backup->path);
  ASSERT_THAT(runs[1].issues, SizeIs(2));
  EXPECT_EQ(runs[1].issues[0].code, "migration_step");
  EXPECT_EQ(runs[1].issues[1].detail, "CREATE INDEX marks_by_source ON marks (source_id): 0 ms");
  EXPECT_EQ(runs[0].label, "up 0003_colours");
  EXPECT_EQ(change->done[1].run_id, runs[0].id);
}

TEST_F(MigrateTest, SecondTimeThereIsNothingToDo) {
  ASSERT_OK(Up());
  const auto files = Files();
  const auto change = Up();
  ASSERT_OK(change);
  EXPECT_THAT(change->plan, IsEmpty());
  EXPECT_EQ(Files(), files) << "and nothing to back up for";
  EXPECT_THAT(Runs(), SizeIs(2));
}

TEST_F(MigrateTest, BackupIsLeftOutForAReasonOnly) {
  SchemaChangeOptions options;
  options.no_backup = "the volume has a snapshot";
  const auto change = Up(options);
  ASSERT_OK(change);
  EXPECT_FALSE(change->backup.has_value());
  EXPECT_EQ(Runs()[0].message, "no backup: the volume has a snapshot");
}

TEST_F(MigrateTest, WithoutRoomForTheBackupNothingIsChanged) {
  parts_.free_bytes = [](const std::string&) { return std::uint64_t{0}; };
  EXPECT_THAT(Up(), HasError(ErrorCode::kDisk, HasSubstr("make room")));
  EXPECT_EQ(HeldIn(path()), 1);
}

TEST_F(MigrateTest, DownIsWhatWasBeforeUp) {
  for (std::size_t known = 1; known < LongerMigrations().size(); ++known) {
    known_ = known + 1;
    const std::string before = SchemaOf(path());
    const int held = HeldIn(path());
    ASSERT_OK(Up());
    EXPECT_NE(SchemaOf(path()), before);
    ASSERT_OK(Down(held));
    EXPECT_EQ(SchemaOf(path()), before);
    ASSERT_OK(Up());
  }
}

TEST_F(MigrateTest, DownRecordsARunAndKeepsTheLedger) {
  ASSERT_OK(Up());
  const auto change = Down(1);
  ASSERT_OK(change);
  EXPECT_EQ(change->from, 3);
  EXPECT_EQ(change->to, 1);
  EXPECT_EQ(HeldIn(change->backup->path), 3);
  known_ = 1;
  const auto runs = Runs();
  ASSERT_THAT(runs, SizeIs(4));
  EXPECT_EQ(runs[0].label, "down 0002_marks");
  EXPECT_EQ(runs[1].label, "down 0003_colours");
  EXPECT_THAT(Dump(path()), HasSubstr("input_tokens=11"));
}

TEST_F(MigrateTest, DownThatLosesRowsIsRefusedUnlessTold) {
  ASSERT_OK(Up());
  Execute("INSERT INTO marks (id, text) VALUES (1, 'x'), (2, 'y')");
  const auto files = Files();
  EXPECT_THAT(Down(1), HasError(ErrorCode::kUsage,
                                AllOf(HasSubstr("2 of marks"), HasSubstr("--lose-data"))));
  EXPECT_EQ(Files(), files);
  EXPECT_EQ(HeldIn(path()), 3);
  ASSERT_OK(Down(2)) << "a column without a value loses nothing";
  ASSERT_OK(Down(1, true));
  EXPECT_EQ(HeldIn(path()), 1);
}

TEST_F(MigrateTest, FilledColumnIsData) {
  ASSERT_OK(Up());
  Execute("INSERT INTO marks (id, text, colour) VALUES (1, 'x', NULL), (2, 'y', 'red')");
  const auto plan = Reader()->PlanDown(2);
  ASSERT_OK(plan);
  EXPECT_EQ((*plan)[0].tables[0].rows, 2);
  EXPECT_EQ((*plan)[0].tables[0].rows_lost, 1);
  EXPECT_THAT(Down(2), HasError(ErrorCode::kUsage, HasSubstr("1 of marks")));
}

// Rows that came between the plan and the lock.
TEST_F(MigrateTest, LossIsLookedForOnceMoreUnderTheLock) {
  ASSERT_OK(Up());
  Execute("INSERT INTO marks (id, text, colour) VALUES (1, 'x', 'red')");
  const auto schema = Writer();
  EXPECT_THAT(schema->Down(3, false, ""), HasError(ErrorCode::kUsage, HasSubstr("lose data")));
  EXPECT_THAT(schema->Down(2, true, ""), HasError(ErrorCode::kInvariant, HasSubstr("above it")));
  EXPECT_EQ(HeldIn(path()), 3);
}

TEST_F(MigrateTest, DownToNothingLeavesAnEmptyDatabase) {
  known_ = 1;
  EXPECT_THAT(Down(0), HasError(ErrorCode::kUsage, HasSubstr("--lose-data")));
  const auto change = Down(0, true);
  ASSERT_OK(change);
  EXPECT_EQ(change->to, 0);
  EXPECT_EQ(change->done[0].run_id, 0);
  EXPECT_EQ(SchemaOf(path()), "");
  EXPECT_EQ(Dump(change->backup->path).find("error"), std::string::npos);
  const auto again = Up();
  ASSERT_OK(again);
  EXPECT_FALSE(again->backup.has_value()) << "there was nothing to back up";
  EXPECT_EQ(HeldIn(path()), 1);
  EXPECT_EQ(Runs()[0].message, "no backup: the database was empty");
}

TEST_F(MigrateTest, DownToWhereNothingLeadsIsRefused) {
  EXPECT_THAT(Down(2), HasError(ErrorCode::kUsage, HasSubstr("is 1, which is below 2 already")));
  const auto change = Down(1);
  ASSERT_OK(change);
  EXPECT_THAT(change->plan, IsEmpty());
}

TEST_F(MigrateTest, MigrationWithoutAWayBackIsToldBeforeAnything) {
  std::vector<Migration> oneway(LongerMigrations());
  ASSERT_OK(Up());
  oneway[1].down = "";
  auto schema = OpenSqliteSchema(path(), DatabaseAccess::kWrite, clock_, oneway);
  ASSERT_OK(schema);
  SchemaChangeOptions options;
  options.down_to = 1;
  EXPECT_THAT(ChangeSchema(**schema, place(), options, parts_),
              HasError(ErrorCode::kConfig,
                       AllOf(HasSubstr("schema 2 (marks)"), HasSubstr("cognitrack restore"))));
  EXPECT_EQ(HeldIn(path()), 3);
}

TEST_F(MigrateTest, EditedScriptIsRefusedAndSaysWhatToDo) {
  Execute("UPDATE schema_migrations SET checksum = zeroblob(32)");
  const auto state = Reader()->State();
  ASSERT_OK(state);
  EXPECT_EQ(state->migrations[0].state, MigrationState::kEdited);
  const auto refused = HasError(ErrorCode::kConfig,
                                AllOf(HasSubstr("schema 1 (ledger)"), HasSubstr("use that build")));
  EXPECT_THAT(Up(), refused);
  EXPECT_THAT(Down(0, true), refused);
  EXPECT_THAT(Reader()->PlanUp(), refused);
  EXPECT_THAT(OpenStore(path()), refused);
}

TEST_F(MigrateTest, NewerSchemaIsRefusedAndNamed) {
  ASSERT_OK(Up());
  known_ = 1;
  const auto state = Reader()->State();
  ASSERT_OK(state);
  EXPECT_EQ(state->Held(), 3);
  EXPECT_EQ(state->Newest(), 1);
  EXPECT_EQ(state->migrations[2].name, "colours");
  EXPECT_EQ(state->migrations[2].state, MigrationState::kUnknown);
  EXPECT_THAT(Up(), HasError(ErrorCode::kConfig, HasSubstr("newer than this program's, 1")));
}

TEST_F(MigrateTest, SecondProcessIsTurnedAway) {
  const auto first = Writer();
  EXPECT_THAT(OpenSqliteSchema(path(), DatabaseAccess::kWrite, clock_, migrations()),
              HasError(ErrorCode::kTryLater, HasSubstr("locked by process")));
}

// As in a database whose lock is waited for: the first one has done it when the second gets there.
TEST_F(MigrateTest, WhatAnotherProcessDidMeanwhileIsNotDoneAgain) {
  const auto schema = Writer();
  ASSERT_OK(schema->Up(2, ""));
  const auto again = schema->Up(2, "");
  ASSERT_OK(again);
  EXPECT_TRUE(again->was_done);
  ASSERT_OK(schema->Down(2, false, ""));
  const auto down = schema->Down(2, false, "");
  ASSERT_OK(down);
  EXPECT_TRUE(down->was_done);
}

TEST_F(MigrateTest, ReaderSeesTheOldSchemaUntilItAsksAnew) {
  const auto reader = Reader();
  auto snapshot = reader->connection().BeginRead();
  ASSERT_OK(snapshot);
  EXPECT_EQ(reader->State()->Held(), 1);
  ASSERT_OK(Up());
  EXPECT_EQ(reader->State()->Held(), 1);
  ASSERT_OK(snapshot->Commit());
  EXPECT_EQ(reader->State()->Held(), 3);
}

}  // namespace
}  // namespace cognitrack
