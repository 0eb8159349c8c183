// The server ends the connection at a random call of a pull or a prune, again and again: the ledger
// ends as that of an undisturbed one. COGNITRACK_KILL_ROUNDS: how often (6 of each).
#include <cstdlib>
#include <utility>

#include "base/random.h"
#include "store/ledger_transfer.h"
#include "store/postgres/postgres_session.h"
#include "store/sql_ledger.h"
#include "tests/support/faulty_session.h"
#include "tests/support/prune_fixture.h"
#include "tests/writers/writer.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;

int Rounds() {
  const char* rounds = std::getenv("COGNITRACK_KILL_ROUNDS");
  return rounds == nullptr ? 6 : std::atoi(rounds);
}

// Windows with all that tells of their content, and what reports say.
std::vector<std::string> StateOf(LedgerStore& store) {
  std::vector<std::string> state;
  const auto windows = store.Windows(1, 0, kLastDay.end());
  EXPECT_OK(windows);
  for (const WindowRecord& record : *windows) {
    state.push_back(FormatDay(DayOf(record.start)) + (record.pruned ? " pruned " : " ") +
                    ToHex(record.content_hash) + " " + std::to_string(record.revision) + " " +
                    std::string(NameOf(record.attempt.outcome)));
  }
  UsageQuery query;
  query.stream = 1;
  query.group_by = {"day", "model", "project_id"};
  const auto report = store.Aggregate(query);
  EXPECT_OK(report);
  for (const UsageReportRow& row : report->rows) state.push_back(LineOf(Series(), row.metrics));
  EXPECT_THAT(store.CheckIntegrity(), IsOkAndHolds(IsEmpty()));
  return state;
}

template <typename Summary>
bool IsDone(const Result<Summary>& end) {
  return end && end->run.exit_code == 0;
}

// A store on a database, whose connection the server ends at the calls of a plan.
struct Disturbed {
  std::unique_ptr<SqlSession> below;
  FaultPlan plan;
  std::unique_ptr<LedgerStore> store;
  int ended = 0;
};

class TerminatedTest : public WritersTest {
 protected:
  // After a random number of calls each time, at most `gap`.
  void Open(const std::string& database, Clock& clock, std::uint64_t gap, Random* random,
            Disturbed* to) {
    auto session = OpenPostgresSession(server_.Uri(database), clock);
    ASSERT_OK(session);
    to->below = std::move(*session);
    auto store = OpenSqlLedger(MakeFaultySession(to->below.get(), &to->plan),
                               EmptyDatabase::kCreateSchema, clock);
    ASSERT_OK(store);
    to->store = std::move(*store);
    to->plan.kind = FaultPlan::Kind::kDisturb;
    const auto next = [gap, random, to] {
      to->plan.at = to->plan.calls + 1 + static_cast<int>(random->Below(gap));
    };
    next();
    to->plan.disturb = [this, database, next, to] {
      server_.Terminate(database);
      ++to->ended;
      next();
    };
  }
};

TEST_F(TerminatedTest, PullsEndAsUndisturbedOnes) {
  const auto undisturbed = MakeWriter("one:1");
  undisturbed->spawner = &undisturbed->in_place;
  ASSERT_OK(undisturbed->RunBackfill(kWritersToday - 20, kWritersToday - 1));
  undisturbed->clock.Advance(100);
  ASSERT_OK(undisturbed->RunIngest());
  const std::vector<std::string> expected = StateOf(*undisturbed->store);
  int ended = 0;
  for (int round = 0; round < Rounds(); ++round) {
    SeededRandom random(static_cast<std::uint64_t>(round));
    const std::string database = server_.CreateDatabase();
    Writer writer(server_.Uri(database), "one:1", kStart);
    writer.spawner = &writer.in_place;
    Disturbed disturbed;
    Open(database, writer.clock, 150, &random, &disturbed);
    std::swap(writer.store, disturbed.store);
    // What a timer would do: again until it is done.
    int tries = 1;
    while (!IsDone(writer.RunBackfill(kWritersToday - 20, kWritersToday - 1, true))) {
      ASSERT_LT(++tries, 30) << "round " << round;
    }
    writer.clock.Advance(100);
    while (!IsDone(writer.RunIngest())) ASSERT_LT(++tries, 30) << "round " << round;
    disturbed.plan.kind = FaultPlan::Kind::kNone;
    EXPECT_EQ(StateOf(*writer.store), expected) << "round " << round;
    ended += disturbed.ended;
    writer.store.reset();
    disturbed.store.reset();
    disturbed.below.reset();
    server_.DropDatabase(database);
  }
  EXPECT_GT(ended, 2 * Rounds());
}

TEST_F(TerminatedTest, PrunesEndAsUndisturbedOnes) {
  PruneFixture world;
  world.FillUse(PruneFixture::kToday - 70, PruneFixture::kToday - 33);
  ASSERT_OK(world.RunBackfill(PruneFixture::kToday - 70, PruneFixture::kToday - 33, 31));
  ASSERT_OK(world.Prove(PruneFixture::kToday - 70, PruneFixture::kToday - 33));
  {
    const auto from =
        OpenSqliteSchema(world.ledger.path(), DatabaseAccess::kRead, world.ledger.clock);
    ASSERT_OK(from);
    const auto to = OpenPostgresSchema(server_.Uri(database_), world.ledger.clock);
    ASSERT_OK(to);
    ASSERT_OK(TransferLedger(**from, **to, [](const std::string&, std::int64_t) {}));
  }
  PruneOptions options;
  options.allowed_share = 100;
  ASSERT_OK(world.RunPrune(options));
  const std::vector<std::string> expected = StateOf(*world.ledger);
  int ended = 0;
  for (int round = 0; round < Rounds(); ++round) {
    SeededRandom random(static_cast<std::uint64_t>(round));
    const std::string database = server_.CreateDatabase(database_);
    Disturbed disturbed;
    // A month is one transaction of some hundred calls.
    Open(database, world.ledger.clock, 1'000, &random, &disturbed);
    int tries = 1;
    while (!IsDone(world.RunPruneOver(*disturbed.store, options))) {
      ASSERT_LT(++tries, 30) << "round " << round;
    }
    disturbed.plan.kind = FaultPlan::Kind::kNone;
    EXPECT_EQ(StateOf(*disturbed.store), expected) << "round " << round;
    ended += disturbed.ended;
    disturbed.store.reset();
    disturbed.below.reset();
    server_.DropDatabase(database);
  }
  EXPECT_GE(ended, Rounds() / 2);
}

}  // namespace
}  // namespace cognitrack
