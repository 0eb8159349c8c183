// `migrate` of a ledger in PostgreSQL, killed with SIGKILL at random moments, up and down by turns:
// the schema is one of the program's, whole, and the same command again ends where it should, with
// every row. COGNITRACK_KILL_ROUNDS: how often (20).
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <map>

#include "base/random.h"
#include "tests/support/postgres_server.h"
#include "tests/support/process.h"

namespace cognitrack {
namespace {

using Milliseconds = std::chrono::milliseconds;

int Rounds() {
  const char* rounds = std::getenv("COGNITRACK_KILL_ROUNDS");
  return rounds == nullptr ? 20 : std::atoi(rounds);
}

class MigrateKillTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(Run(newest_, {"backfill", "--start", "2025-09-01", "--end", "2025-11-26", "--surface",
                            "completions"})
                  .exit_code,
              0);
    usage_ = Usage(newest_);
    ASSERT_GT(usage_.size(), 10'000u);
    oldest_ = server_.CreateDatabase(newest_);
    int version = Held(newest_);
    catalogs_[version] = server_.Catalog(newest_);
    while (--version >= 1) {
      ASSERT_EQ(Run(oldest_, Down(version)).exit_code, 0);
      catalogs_[version] = server_.Catalog(oldest_);
    }
  }

  static std::vector<std::string> Down(int version) {
    return {"migrate",     "down",        "--to",  std::to_string(version),
            "--lose-data", "--no-backup", "a test"};
  }
  static std::vector<std::string> Up() { return {"migrate", "up", "--no-backup", "a test"}; }

  Finished Run(const std::string& database, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    return RunProgram(arguments, Environment(database));
  }
  std::string Usage(const std::string& database) const {
    const Finished shown = Run(database, {"usage", "--json", "--group-by", "day,project_id,model"});
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    return shown.out;
  }
  int Held(const std::string& database) {
    return std::stoi(server_.Execute(database, "SELECT MAX(version) FROM schema_migrations"));
  }
  // How long the command takes on a copy of a database when nothing disturbs it.
  Milliseconds Measure(const std::string& from, const std::vector<std::string>& arguments) {
    const std::string scene = server_.CreateDatabase(from);
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(Run(scene, arguments).exit_code, 0);
    const auto taken = std::chrono::steady_clock::now() - begun;
    server_.DropDatabase(scene);
    return std::chrono::duration_cast<Milliseconds>(taken);
  }
  // Whether it was still at work.
  bool Kill(const std::string& database, std::vector<std::string> arguments, Milliseconds after) {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    Process killed(arguments, Environment(database), folder_.File("out"), folder_.File("err"));
    poll(nullptr, 0, static_cast<int>(after.count()));
    const bool live = killed.Running();
    killed.Signal(SIGKILL);
    killed.Wait();
    return live;
  }

  PostgresServer& server_ = PostgresServer::Shared();
  TemporaryDirectory folder_;
  std::string newest_ = server_.CreateDatabase();
  std::string oldest_;
  std::string usage_;
  std::map<int, std::string> catalogs_;  // Of each schema.

 private:
  ProcessEnvironment Environment(const std::string& database) const {
    return {{"COGNITRACK_DB", server_.Uri(database)},
            {"OPENAI_BASE_URL", twin_.base_url()},
            {"OPENAI_ADMIN_KEY", "sk-admin-kill"},
            {"COGNITRACK_REQUESTS_PER_MINUTE", "100000"}};
  }

  TwinProcess twin_{
      {"--seed", "11", "--days", "100", "--end", "2025-11-26", "--rows-per-day", "80"}};
};

TEST_F(MigrateKillTest, SchemaIsWholeWheneverTheProcessDies) {
  const Milliseconds up = Measure(oldest_, Up());
  const Milliseconds down = Measure(newest_, Down(1));
  int live = 0;
  for (int round = 0; round < Rounds(); ++round) {
    SeededRandom random(static_cast<std::uint64_t>(round));
    const bool is_up = round % 2 == 0;
    const std::vector<std::string> command = is_up ? Up() : Down(1);
    const auto longest = static_cast<std::uint64_t>((is_up ? up : down).count());
    const std::string scene = server_.CreateDatabase(is_up ? oldest_ : newest_);
    live += Kill(scene, command, Milliseconds(random.Below(longest)));
    // What the dead process had sent may still be carried out.
    server_.Terminate(scene);
    const int held = Held(scene);
    ASSERT_TRUE(catalogs_.contains(held)) << "round " << round << ": schema " << held;
    ASSERT_EQ(server_.Catalog(scene), catalogs_[held]) << "round " << round << ": schema " << held;
    const Finished again = Run(scene, command);
    ASSERT_EQ(again.exit_code, 0) << "round " << round << ": " << again.err;
    ASSERT_EQ(Held(scene), is_up ? catalogs_.rbegin()->first : 1) << "round " << round;
    if (!is_up) {
      ASSERT_EQ(Run(scene, Up()).exit_code, 0) << "round " << round;
    }
    ASSERT_EQ(Usage(scene), usage_) << "round " << round;
    const Finished doctor = Run(scene, {"doctor", "--offline"});
    ASSERT_EQ(doctor.exit_code, 0) << "round " << round << ": " << doctor.out << doctor.err;
    server_.DropDatabase(scene);
  }
  EXPECT_GE(live, Rounds() / 2);
}

}  // namespace
}  // namespace cognitrack
