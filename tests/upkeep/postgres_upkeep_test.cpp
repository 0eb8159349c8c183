// The same upkeep of a ledger in PostgreSQL: copied from and to a file, backed up into one,
// migrated.
#include <sstream>

#include "store/ledger_transfer.h"
#include "store/postgres/postgres_ledger.h"
#include "store/postgres/postgres_session.h"
#include "tests/support/postgres_server.h"
#include "tests/upkeep/upkeep_fixture.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PostgresUpkeepTest : public UpkeepTest {
 protected:
  PostgresUpkeepTest() {
    open_ = [this](const DatabaseLocation& location,
                   DatabaseAccess access) -> Result<std::unique_ptr<LedgerSchema>> {
      if (location.kind == DatabaseLocation::Kind::kPostgres) {
        return OpenPostgresSchema(location.path, clock_, {}, migrations());
      }
      return OpenSqliteSchema(location.path, access, clock_, migrations());
    };
  }
  void TearDown() override { server_.DropDatabase(database_); }

  DatabaseLocation place() const {
    return {DatabaseLocation::Kind::kPostgres, server_.Uri(database_)};
  }
  std::unique_ptr<LedgerSchema> Schema() {
    auto schema = open_(place(), DatabaseAccess::kWrite);
    EXPECT_OK(schema);
    return schema ? std::move(*schema) : nullptr;
  }
  // What a file holds goes into the database.
  void FillFrom(const std::string& path) {
    ASSERT_OK(TransferLedger(*Open(path, DatabaseAccess::kRead), *Schema(), {}));
  }
  int Held() {
    const auto state = Schema()->State();
    return state ? state->Held() : -1;
  }
  Result<std::unique_ptr<LedgerStore>> OpenDatabase() {
    TRY(auto session, OpenPostgresSession(place().path, clock_, {}));
    return OpenSqlLedger(std::move(session), EmptyDatabase::kCreateSchema, clock_, migrations());
  }
  std::string DumpOfDatabase() {
    auto store = OpenDatabase();
    return store ? DumpOf(**store, 1) : "error: " + store.error().message;
  }

  PostgresServer& server_ = PostgresServer::Shared();
  std::string database_ = server_.CreateDatabase();
};

// A dump without its runs: upkeep leaves some of its own.
std::string WithoutRuns(const std::string& dump) {
  std::istringstream lines(dump);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("run ", 0) != 0 && line.rfind(" ", 0) != 0) kept += line + "\n";
  }
  return kept;
}

std::vector<std::string> HashesOf(const std::vector<TransferredTable>& tables) {
  std::vector<std::string> lines;
  for (const TransferredTable& table : tables) {
    lines.push_back(table.name + " " + std::to_string(table.rows) + " " + ToHex(table.hash));
  }
  return lines;
}

TEST_F(PostgresUpkeepTest, CopyThereAndBackIsIdentical) {
  Fill(path());
  const auto there = TransferLedger(*Reader(), *Schema(), {});
  ASSERT_OK(there);
  EXPECT_EQ(there->summary, (LedgerSummary{1, 3, 1, 2, 3, 4, 1}));
  EXPECT_EQ(DumpOfDatabase(), Dump(path()));
  const std::string back = directory_.File("back.db");
  const auto again = TransferLedger(*Schema(), *Open(back, DatabaseAccess::kWrite), {});
  ASSERT_OK(again);
  EXPECT_EQ(HashesOf(again->tables), HashesOf(there->tables));
  EXPECT_EQ(Dump(back), Dump(path()));
}

TEST_F(PostgresUpkeepTest, LedgerGoesOnWhereItWasCopied) {
  Fill(path());
  FillFrom(path());
  auto store = OpenDatabase();
  ASSERT_OK(store);
  Commit(**store, "2026-04-01", 30);
  Commit(**OpenStore(path()), "2026-04-01", 30);
  EXPECT_EQ(DumpOfDatabase(), Dump(path()));
}

TEST_F(PostgresUpkeepTest, CopyIntoALedgerIsRefused) {
  Fill(path());
  FillFrom(path());
  const std::string before = DumpOfDatabase();
  EXPECT_THAT(TransferLedger(*Reader(), *Schema(), {}),
              HasError(ErrorCode::kUsage, HasSubstr("is not empty")));
  EXPECT_EQ(DumpOfDatabase(), before);
}

TEST_F(PostgresUpkeepTest, BackupIsALedgerInOneFile) {
  Fill(path());
  FillFrom(path());
  const std::string file = directory_.File("backup.db");
  const auto record = BackUp(*Schema(), place(), file, parts_);
  ASSERT_OK(record);
  EXPECT_EQ(record->contents_compared, 3);
  EXPECT_EQ(Dump(file), Dump(path()));
}

TEST_F(PostgresUpkeepTest, BackupIsRestoredIntoAnEmptyDatabase) {
  Fill(path());
  ASSERT_OK(Restore(path(), place(), parts_));
  EXPECT_EQ(WithoutRuns(DumpOfDatabase()), WithoutRuns(Dump(path())));
}

TEST_F(PostgresUpkeepTest, MigratesUpAndDownWithABackupFirst) {
  Fill(path());
  FillFrom(path());
  const std::string before = WithoutRuns(DumpOfDatabase());
  known_ = LongerMigrations().size();
  SchemaChangeOptions options;
  options.backup_out = directory_.File("before_up.db");
  const auto up = ChangeSchema(*Schema(), place(), options, parts_);
  ASSERT_OK(up);
  EXPECT_EQ(up->from, 1);
  EXPECT_EQ(Held(), newest());
  EXPECT_TRUE(std::filesystem::exists(*options.backup_out));
  options.down_to = 1;
  options.backup_out = directory_.File("before_down.db");
  ASSERT_OK(ChangeSchema(*Schema(), place(), options, parts_));
  EXPECT_EQ(Held(), 1);
  known_ = 1;
  EXPECT_EQ(WithoutRuns(DumpOfDatabase()), before);
}

// What the report by project says, and what doctor does.
std::string ProjectsOf(LedgerStore& store) {
  EXPECT_THAT(store.CheckIntegrity(), IsOkAndHolds(IsEmpty()));
  UsageQuery query;
  query.stream = 1;
  query.group_by = {"day", "project_id"};
  const auto report = store.Aggregate(query);
  EXPECT_OK(report);
  std::string text;
  for (const UsageReportRow& row : report->rows) text += LineOf(Series(), row.metrics) + "\n";
  return text;
}

TEST_F(PostgresUpkeepTest, RollUpsGoRowByRowOnTheWayDownAndAreReadSoAfterwards) {
  constexpr int kRollUpBlocks = 5;
  const auto open = [this] {
    return OpenPostgresLedger(place().path, DatabaseAccess::kWrite, clock_);
  };
  std::string before;
  {
    const auto store = open();
    ASSERT_OK(store);
    ASSERT_OK((*store)->EnsureSource("openai", "openai"));
    ASSERT_OK((*store)->EnsureStream(1, StreamKey{}));
    for (const char* day : {"2026-02-28", "2026-03-05"}) Commit(**store, day, 20);
    before = ProjectsOf(**store);
  }
  auto schema = OpenPostgresSchema(place().path, clock_, {}, LedgerMigrations());
  ASSERT_OK(schema);
  for (int held = static_cast<int>(LedgerMigrations().size()); held >= kRollUpBlocks; --held) {
    ASSERT_OK((*schema)->Down(held, false, ""));
  }
  EXPECT_EQ(server_.Execute(database_, "SELECT COUNT(*) FROM roll_ups"), "20");
  EXPECT_EQ(server_.Execute(database_, "SELECT SUM(input_tokens) FROM roll_ups"), "270");
  for (const Migration& migration : LedgerMigrations()) {
    ASSERT_OK((*schema)->Up(migration.version, ""));
  }
  const auto store = open();
  ASSERT_OK(store);
  EXPECT_EQ(ProjectsOf(**store), before);
  const auto windows = (*store)->Windows(1, 0, kNow);
  ASSERT_OK(windows);
  const WindowRecord& oldest = windows->front();
  ASSERT_OK((*store)->PruneWindows({{1, oldest.start, oldest.revision}}));
  EXPECT_EQ(ProjectsOf(**store), before) << "a pruned day answers from them";
  Commit(**store, "2026-03-05", 21);
  EXPECT_EQ(server_.Execute(database_, "SELECT COUNT(*) FROM roll_ups"), "10");
  EXPECT_NE(ProjectsOf(**store), before);
}

TEST_F(PostgresUpkeepTest, TakenBackWholeItIsAnEmptyDatabaseAgain) {
  SchemaChangeOptions options;
  ASSERT_OK(ChangeSchema(*Schema(), place(), options, parts_));
  EXPECT_EQ(Held(), 1);
  options.down_to = 0;
  options.lose_data = true;
  options.no_backup = "nothing is held";
  ASSERT_OK(ChangeSchema(*Schema(), place(), options, parts_));
  EXPECT_EQ(server_.Execute(database_, "SELECT COUNT(*) FROM pg_proc WHERE proname LIKE 'ledger%'"),
            "0");
  options.down_to.reset();
  ASSERT_OK(ChangeSchema(*Schema(), place(), options, parts_));
  EXPECT_EQ(Held(), 1);
}

}  // namespace
}  // namespace cognitrack
