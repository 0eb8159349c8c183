// Migrating a ledger in PostgreSQL while the server ends the connection at random calls, and by
// several processes at once: the schema is always one of the program's, never between two, with
// all that it held, and the same command again ends where an undisturbed one does.
// COGNITRACK_KILL_ROUNDS: how often (6).
#include <cstdlib>
#include <map>
#include <thread>

#include "base/random.h"
#include "store/ledger_transfer.h"
#include "store/postgres/postgres_session.h"
#include "tests/support/faulty_session.h"
#include "tests/writers/writer.h"
#include "upkeep/schema_change.h"

namespace cognitrack {
namespace {

constexpr int kOldest = 1;
constexpr int kMostTries = 40;

int Rounds() {
  const char* rounds = std::getenv("COGNITRACK_KILL_ROUNDS");
  return rounds == nullptr ? 6 : std::atoi(rounds);
}

// A way from one schema to another, and what the ledger is at each schema on it.
struct Way {
  std::string from;  // The database that holds the first.
  SchemaChangeOptions options;
  int end = 0;
  std::map<int, std::string> states;  // By schema.
  int calls = 0;                      // To the session, when nothing disturbs it.
};

class MigratingTest : public WritersTest {
 protected:
  static int Newest() { return LedgerMigrations().back().version; }

  void SetUp() override {
    const auto writer = MakeWriter("one:1");
    writer->spawner = &writer->in_place;
    ASSERT_OK(writer->RunBackfill(kWritersToday - 40, kWritersToday - 1));
    writer->store.reset();
    std::map<int, std::string> held = {{Newest(), database_}};
    for (int version = Newest() - 1; version >= kOldest; --version) {
      held[version] = server_.CreateDatabase(held[version + 1]);
      ASSERT_OK(Change(held[version], OptionsTo(version)));
    }
    for (int version = kOldest; version < Newest(); ++version) {
      ASSERT_NO_FATAL_FAILURE(AddWay(held[version], version, Newest()));
      ASSERT_NO_FATAL_FAILURE(AddWay(database_, Newest(), version));
    }
  }

  static SchemaChangeOptions OptionsTo(int version) {
    SchemaChangeOptions options;
    if (version < Newest()) options.down_to = version;
    options.lose_data = true;
    options.no_backup = "a test";
    return options;
  }
  Result<SchemaChange> Change(const std::string& database, const SchemaChangeOptions& options) {
    FakeClock clock(kStart);
    TRY(const auto schema, OpenPostgresSchema(server_.Uri(database), clock));
    return Change(*schema, clock, options);
  }
  static Result<SchemaChange> Change(LedgerSchema& schema, FakeClock& clock,
                                     const SchemaChangeOptions& options) {
    const BackupParts none{clock, {}, {}};
    return ChangeSchema(schema, {DatabaseLocation::Kind::kPostgres, ""}, options, none);
  }
  // Its schema, and everything that it holds.
  std::string StateOf(const std::string& database, int* version) {
    FakeClock clock(kStart);
    const auto schema = OpenPostgresSchema(server_.Uri(database), clock);
    EXPECT_OK(schema);
    const auto status = (*schema)->State();
    EXPECT_OK(status);
    *version = status->Held();
    const auto tables = HashTables(**schema);
    EXPECT_OK(tables);
    std::string text = server_.Catalog(database);
    for (const TransferredTable& table : *tables) {
      text += "\n" + table.name + " " + std::to_string(table.rows) + " " + ToHex(table.hash);
    }
    return text;
  }

  // Goes it once, a schema at a time, undisturbed.
  void AddWay(const std::string& from, int begin, int end) {
    Way way{from, OptionsTo(end), end, {}, 0};
    const std::string database = server_.CreateDatabase(from);
    FakeClock clock(kStart);
    const auto session = OpenPostgresSession(server_.Uri(database), clock);
    ASSERT_OK(session);
    {
      FaultPlan plan;
      LedgerSchema schema(MakeFaultySession(session->get(), &plan), clock);
      const int step = begin < end ? 1 : -1;
      for (int version = begin;; version += step) {
        int held = -1;
        way.states[version] = StateOf(database, &held);
        ASSERT_EQ(held, version);
        if (version == end) break;
        ASSERT_OK(step > 0 ? schema.Up(version + 1, "no backup: a test")
                           : schema.Down(version, true, "no backup: a test"));
      }
      way.calls = plan.calls;
    }
    server_.DropDatabase(database);
    ways_.push_back(std::move(way));
  }

  std::vector<Way> ways_;
};

TEST_F(MigratingTest, ConnectionThatIsEndedAnywhereLeavesASchemaThatIsWhole) {
  int ended = 0;
  int failed = 0;
  for (int round = 0; round < Rounds(); ++round) {
    const Way& way = ways_[static_cast<std::size_t>(round) % ways_.size()];
    SeededRandom random(static_cast<std::uint64_t>(round));
    const std::string database = server_.CreateDatabase(way.from);
    FakeClock clock(kStart);
    const auto session = OpenPostgresSession(server_.Uri(database), clock);
    ASSERT_OK(session);
    FaultPlan plan;
    plan.kind = FaultPlan::Kind::kDisturb;
    // Thrice as far apart as the way is long, so that it ends at some time.
    const auto next = [&] {
      const auto gap = random.Below(3 * static_cast<std::uint64_t>(way.calls));
      plan.at = plan.calls + 1 + static_cast<int>(gap);
    };
    plan.disturb = [&] {
      ended += server_.Terminate(database) > 0;
      next();
    };
    plan.at = 1 + static_cast<int>(random.Below(static_cast<std::uint64_t>(way.calls)));
    {
      LedgerSchema schema(MakeFaultySession(session->get(), &plan), clock);
      int tries = 0;
      int held = -1;
      while (!Change(schema, clock, way.options)) {
        ++failed;
        const std::string state = StateOf(database, &held);
        ASSERT_TRUE(way.states.contains(held)) << "round " << round << ": schema " << held;
        ASSERT_EQ(state, way.states.at(held)) << "round " << round << ": schema " << held;
        ASSERT_LT(++tries, kMostTries) << "round " << round;
      }
      EXPECT_EQ(StateOf(database, &held), way.states.at(way.end)) << "round " << round;
      EXPECT_EQ(held, way.end);
    }
    server_.DropDatabase(database);
  }
  EXPECT_GE(ended, Rounds());
  EXPECT_GE(failed, Rounds() / 2);
}

// Each migration is done by one of them, and recorded once.
TEST_F(MigratingTest, SeveralProcessesAtOnceMigrateOnce) {
  constexpr int kProcesses = 4;
  for (const Way& way : ways_) {
    const std::string database = server_.CreateDatabase(way.from);
    std::vector<std::string> ends(kProcesses);
    {
      std::vector<std::jthread> processes;
      for (std::string& end : ends) {
        processes.emplace_back([&] {
          const auto change = Change(database, way.options);
          end = !change                 ? change.error().message
                : change->to != way.end ? "stopped at " + std::to_string(change->to)
                                        : "there";
        });
      }
    }
    EXPECT_THAT(ends, ::testing::Each("there"));
    int held = -1;
    EXPECT_EQ(StateOf(database, &held), way.states.at(way.end));
    EXPECT_EQ(held, way.end);
    server_.DropDatabase(database);
  }
}

}  // namespace
}  // namespace cognitrack
