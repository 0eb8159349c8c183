// The program's own migrations, one by one, on a ledger that holds something.
#include "tests/upkeep/upkeep_fixture.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class OwnMigrationsTest : public UpkeepTest {
 protected:
  static constexpr int kLeases = 4;
  static constexpr int kRollUpBlocks = 5;

  void SetUp() override {
    auto store = OpenOwn();
    ASSERT_OK(store);
    ASSERT_OK((*store)->EnsureSource("openai", "openai"));
    ASSERT_OK((*store)->EnsureStream(1, StreamKey{}));
    for (const char* day : {"2026-03-05", "2026-03-06"}) Commit(**store, day, 20);
  }
  Result<std::unique_ptr<LedgerStore>> OpenOwn() {
    return OpenSqliteLedger(path(), DatabaseAccess::kWrite, clock_);
  }
  void GoDownTo(int version) {
    auto schema = OpenSqliteSchema(path(), DatabaseAccess::kWrite, clock_, LedgerMigrations());
    ASSERT_OK(schema);
    for (int held = static_cast<int>(LedgerMigrations().size()); held > version; --held) {
      ASSERT_OK((*schema)->Down(held, false, ""));
    }
  }
  void GoUp() {
    auto schema = OpenSqliteSchema(path(), DatabaseAccess::kWrite, clock_, LedgerMigrations());
    ASSERT_OK(schema);
    for (const Migration& migration : LedgerMigrations()) {
      ASSERT_OK((*schema)->Up(migration.version, ""));
    }
  }
  std::int64_t Count(const std::string& sql) {
    auto session = OpenSqliteSession(path(), SqliteMode::kWrite);
    EXPECT_OK(session);
    auto query = (*session)->Prepare(sql);
    EXPECT_OK(query);
    EXPECT_OK((*query)->Step());
    return (*query)->Integer(0);
  }
  // What reports say that are read from a roll-up: whole, and probed for one value.
  std::vector<std::string> Reports() {
    auto store = OpenOwn();
    EXPECT_OK(store);
    std::vector<std::string> lines;
    UsageQuery query;
    query.stream = 1;
    for (const std::vector<DimensionFilter>& filters :
         {std::vector<DimensionFilter>{}, {{"project_id", {"proj_beta"}, false}}}) {
      query.group_by = {"day", "model", "project_id"};
      query.filters = filters;
      const auto report = (*store)->Aggregate(query);
      EXPECT_OK(report);
      for (const UsageReportRow& row : report->rows) {
        lines.push_back(row.group.ToVector()[2].text + " " + LineOf(Series(), row.metrics));
      }
    }
    EXPECT_THAT((*store)->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
    return lines;
  }
};

TEST_F(OwnMigrationsTest, EachGoesUpAndDownAgain) {
  GoDownTo(1);
  for (std::size_t known = 1; known < LedgerMigrations().size(); ++known) {
    const std::string before = SchemaOf(path());
    auto schema = OpenSqliteSchema(path(), DatabaseAccess::kWrite, clock_,
                                   LedgerMigrations().first(known + 1));
    ASSERT_OK(schema);
    const int version = LedgerMigrations()[known].version;
    ASSERT_OK((*schema)->Up(version, ""));
    const bool is_empty_here =
        InDialect(LedgerMigrations()[known].sql, SqlDialect::kSqlite).find("CREATE") ==
        std::string::npos;
    EXPECT_EQ(SchemaOf(path()) == before, is_empty_here) << version;
    ASSERT_OK((*schema)->Down(version, false, ""));
    EXPECT_EQ(SchemaOf(path()), before) << version;
    ASSERT_OK((*schema)->Up(version, ""));
  }
}

TEST_F(OwnMigrationsTest, WhoIsAtWorkIsNoDataThatAWayDownLoses) {
  GoDownTo(kLeases);
  ASSERT_EQ(Count("INSERT INTO leases VALUES ('source:openai', 1, 'host:1', 0, 30, 0) RETURNING 7"),
            7);
  auto schema = OpenSqliteSchema(path(), DatabaseAccess::kWrite, clock_, LedgerMigrations());
  ASSERT_OK(schema);
  EXPECT_OK((*schema)->Down(kLeases, false, ""));
}

TEST_F(OwnMigrationsTest, RollUpsOfAnOlderSchemaAreReadUntilTheirWindowChanges) {
  const std::vector<std::string> before = Reports();
  ASSERT_THAT(before, SizeIs(6));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM roll_ups"), 0);
  GoDownTo(kRollUpBlocks - 1);
  // Two days of five kinds, of which each tells the two series apart.
  EXPECT_EQ(Count("SELECT COUNT(*) FROM roll_ups"), 20);
  EXPECT_EQ(Count("SELECT SUM(input_tokens) FROM roll_ups WHERE kind = 5"), 54);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM roll_ups WHERE output_tokens IS NOT NULL"), 0);
  GoUp();
  EXPECT_EQ(Reports(), before);
  {
    auto store = OpenOwn();
    ASSERT_OK(store);
    const auto windows = (*store)->Windows(1, 0, kNow);
    ASSERT_OK(windows);
    ASSERT_OK((*store)->PruneWindows({{1, windows->back().start, windows->back().revision}}));
    Commit(**store, "2026-03-05", 21);
  }
  EXPECT_EQ(Count("SELECT COUNT(*) FROM roll_ups"), 10) << "of the other day";
  std::vector<std::string> after = before;
  for (std::string& line : after) {
    if (line == before[0]) line.replace(line.find("20"), 2, "21");
    break;
  }
  EXPECT_EQ(Reports(), after);
}

TEST_F(OwnMigrationsTest, PrunedWindowKeepsItsRollUpsOnTheWayDown) {
  const std::vector<std::string> before = Reports();
  {
    auto store = OpenOwn();
    ASSERT_OK(store);
    const auto windows = (*store)->Windows(1, 0, kNow);
    ASSERT_OK(windows);
    for (const WindowRecord& window : *windows) {
      ASSERT_OK((*store)->PruneWindows({{1, window.start, window.revision}}));
    }
  }
  GoDownTo(kRollUpBlocks - 1);
  GoUp();
  EXPECT_EQ(Reports(), before);
}

}  // namespace
}  // namespace cognitrack
