// The fault sweep: migrating up and down, and copying, with the n-th call to the database failing
// for every n, and with each commit's answer lost. What is left is the old schema or the new one,
// whole, and the same command again ends where an undisturbed one does.
#include "store/ledger_transfer.h"
#include "tests/support/faulty_session.h"
#include "tests/upkeep/upkeep_fixture.h"

namespace cognitrack {
namespace {

constexpr int kMostCalls = 2'000;

class UpkeepFaultTest : public UpkeepTest {
 protected:
  // A database in memory that holds what the file holds.
  static std::unique_ptr<SqlSession> InMemory(const std::string& file) {
    auto session = OpenSqliteSession(":memory:", SqliteMode::kMemory);
    EXPECT_OK(session);
    EXPECT_OK((*session)->Execute("PRAGMA page_size = 8192"));
    EXPECT_OK((*session)->ReplaceBy(file));
    return std::move(*session);
  }
  std::unique_ptr<SqlSession> Session(const std::string& path) {
    auto session = OpenSqliteSession(path, SqliteMode::kWrite);
    EXPECT_OK(session);
    return std::move(*session);
  }
  LedgerSchema Faulty(SqlSession* below, FaultPlan* plan) {
    return LedgerSchema(MakeFaultySession(below, plan), clock_, LongerMigrations());
  }
  // Through all migrations that are pending, without a backup.
  static Status Climb(LedgerSchema& schema) {
    for (const int version : {2, 3}) {
      if (const auto done = schema.Up(version, "test"); !done) return done.error();
    }
    return {};
  }
  static Status Descend(LedgerSchema& schema) {
    for (const int version : {3, 2}) {
      if (const auto done = schema.Down(version, false, "test"); !done) return done.error();
    }
    return {};
  }
  // The schema, the book of migrations and the runs.
  static std::string All(SqlSession& session) {
    return TextOf(
        session,
        {"SELECT COALESCE(sql, name) FROM sqlite_master ORDER BY 1",
         "SELECT version || ' ' || name FROM schema_migrations ORDER BY version",
         "SELECT id || ' ' || verb || ' ' || label || ' ' || outcome FROM runs ORDER BY id",
         "SELECT run_id || ' ' || position || ' ' || detail FROM run_issues ORDER BY 1"});
  }
  static std::string TextOf(SqlSession& session, const std::vector<std::string>& queries) {
    std::string text;
    for (const std::string& sql : queries) {
      auto query = session.Prepare(sql);
      EXPECT_OK(query);
      for (auto row = (*query)->Step(); row && *row; row = (*query)->Step()) {
        text += std::string((*query)->Text(0)) + ";\n";
      }
    }
    return text;
  }
};

TEST_F(UpkeepFaultTest, MigrationIsAppliedOrNotWhateverFails) {
  Fill(path());
  const auto below = Session(path());
  for (const bool is_up : {true, false}) {
    const auto act = [&](LedgerSchema& schema) { return is_up ? Climb(schema) : Descend(schema); };
    std::string undisturbed;
    for (const auto kind : {FaultPlan::Kind::kFailOnce, FaultPlan::Kind::kReplyLost}) {
      int at = 1;
      for (bool fired = true; fired && at < kMostCalls; ++at) {
        const auto scene = InMemory(path());
        FaultPlan plan{kind, at, 0, 0, false};
        const std::string before = All(*scene);
        Status acted;
        {
          LedgerSchema schema = Faulty(scene.get(), &plan);
          acted = act(schema);
        }
        fired = plan.fired;
        EXPECT_EQ(acted.has_value(), !fired);
        FaultPlan none;
        {
          LedgerSchema schema = Faulty(scene.get(), &none);
          const auto state = schema.State();
          ASSERT_OK(state);
          // Whole in between: what the book says is what the tables are.
          const std::string tables = TextOf(*scene, {"SELECT sql FROM sqlite_master"});
          const bool has_marks = tables.find("CREATE TABLE marks") != std::string::npos;
          const bool has_colour = tables.find("colour TEXT") != std::string::npos;
          EXPECT_EQ(has_marks, state->Held() >= 2) << "call " << at;
          EXPECT_EQ(has_colour, state->Held() >= 3) << "call " << at;
          if (fired && state->Held() == (is_up ? 1 : 3)) {
            EXPECT_EQ(All(*scene), before);
          }
          ASSERT_OK(act(schema));
          EXPECT_EQ(schema.State()->Held(), is_up ? 3 : 1);
        }
        if (undisturbed.empty()) undisturbed = All(*scene);
        EXPECT_EQ(All(*scene), undisturbed) << "call " << at;
        if (HasFailure()) return;
      }
      EXPECT_GT(at, kind == FaultPlan::Kind::kFailOnce ? 20 : 2);
    }
    FaultPlan none;
    LedgerSchema schema = Faulty(below.get(), &none);
    ASSERT_OK(act(schema));
  }
}

TEST_F(UpkeepFaultTest, CopyIsWholeOrTheTargetStaysEmpty) {
  Fill(path());
  const auto from = Reader();
  int at = 1;
  for (bool fired = true; fired && at < kMostCalls; ++at) {
    auto below = OpenSqliteSession(":memory:", SqliteMode::kMemory);
    ASSERT_OK(below);
    FaultPlan plan{FaultPlan::Kind::kFailOnce, at, 0, 0, false};
    bool copied = false;
    {
      LedgerSchema target = Faulty(below->get(), &plan);
      copied = TransferLedger(*from, target, {}).has_value();
    }
    fired = plan.fired;
    EXPECT_EQ(copied, !fired) << "call " << at;
    EXPECT_THAT((*below)->IsEmpty(), IsOkAndHolds(fired)) << "call " << at;
  }
  EXPECT_GT(at, 100);
}

TEST_F(UpkeepFaultTest, SourceThatFailsLeavesTheTargetEmpty) {
  Fill(path());
  const auto below = Session(path());
  int at = 1;
  for (bool fired = true; fired && at < kMostCalls; ++at) {
    FaultPlan plan{FaultPlan::Kind::kFailOnce, at, 0, 0, false};
    LedgerSchema from = Faulty(below.get(), &plan);
    auto session = OpenSqliteSession(":memory:", SqliteMode::kMemory);
    ASSERT_OK(session);
    LedgerSchema target(std::move(*session), clock_, LongerMigrations());
    const bool copied = TransferLedger(from, target, {}).has_value();
    fired = plan.fired;
    EXPECT_EQ(copied, !fired) << "call " << at;
    EXPECT_EQ(target.State()->Held(), fired ? 0 : 1);
  }
  EXPECT_GT(at, 100);
}

}  // namespace
}  // namespace cognitrack
