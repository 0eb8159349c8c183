// The program killed with SIGKILL at moments spread over a restore, a migration and a copy: the
// ledger is the old one or the new one, whole, and the same command again ends where it should.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "tests/support/process.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr int kMoments = 20;

class UpkeepKillTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Backfill(old_, "2025-11-20");
    Backfill(new_, "2025-11-26");
    old_usage_ = Usage(old_);
    new_usage_ = Usage(new_);
    ASSERT_NE(old_usage_, new_usage_);
  }
  Finished Run(const std::string& database, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    return RunProgram(arguments, Environment(database));
  }
  std::string Usage(const std::string& database) const {
    const Finished shown = Run(database, {"usage", "--json", "--group-by", "day,project_id,model"});
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    return shown.out;
  }
  // How long the command takes when nothing disturbs it.
  Milliseconds Measure(const std::string& database, const std::vector<std::string>& arguments) {
    const auto begun = std::chrono::steady_clock::now();
    const Finished done = Run(database, arguments);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    return std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begun);
  }
  // The next moment to kill at. They are spread over the time that the command takes; one that came
  // too late shows that it has become quicker than it was measured.
  Milliseconds Moment(int number) const { return duration_ * (2 * number + 1) / (2 * kMoments); }
  void Note(bool live, int number) {
    live_ += live;
    if (!live) duration_ = std::min(duration_, Moment(number) + Milliseconds(1));
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
  // A fresh copy of a ledger that nobody uses, its log included.
  std::string Fresh(const std::string& database) {
    const std::string path = folder_.File("scene-" + std::to_string(++scenes_) + ".db");
    for (const char* end : {"", "-wal"}) {
      std::error_code ignored;
      std::filesystem::copy_file(database + end, path + end, ignored);
    }
    return path;
  }
  void ExpectSound(const std::string& database, int moment) const {
    const Finished doctor = Run(database, {"doctor", "--offline"});
    EXPECT_EQ(doctor.exit_code, 0) << "moment " << moment << ": " << doctor.out << doctor.err;
  }

  TemporaryDirectory folder_;
  std::string old_ = folder_.File("old.db");
  std::string new_ = folder_.File("new.db");
  std::string old_usage_;
  std::string new_usage_;
  int scenes_ = 0;
  Milliseconds duration_{};
  int live_ = 0;

 private:
  ProcessEnvironment Environment(const std::string& database) const {
    return {{"COGNITRACK_DB", "sqlite:" + database},
            {"OPENAI_BASE_URL", twin_.base_url()},
            {"OPENAI_ADMIN_KEY", "sk-admin-kill"},
            {"COGNITRACK_REQUESTS_PER_MINUTE", "100000"}};
  }
  void Backfill(const std::string& database, const std::string& end) {
    const Finished done = Run(
        database, {"backfill", "--start", "2025-09-01", "--end", end, "--surface", "completions"});
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }

  TwinProcess twin_{
      {"--seed", "11", "--days", "100", "--end", "2025-11-26", "--rows-per-day", "80"}};
};

TEST_F(UpkeepKillTest, RestoreLeavesTheOldLedgerOrTheNewOne) {
  const std::string backup = folder_.File("backup.db");
  ASSERT_EQ(Run(new_, {"backup", "--out", backup}).exit_code, 0);
  const std::vector<std::string> command{"restore", "--from", backup};
  duration_ = Measure(Fresh(old_), command);
  int old = 0;
  for (int i = 0; i < kMoments; ++i) {
    const std::string scene = Fresh(old_);
    Note(Kill(scene, command, Moment(i)), i);
    const std::string usage = Usage(scene);
    EXPECT_TRUE(usage == old_usage_ || usage == new_usage_) << "moment " << i;
    old += usage == old_usage_;
    ExpectSound(scene, i);
    ASSERT_EQ(Run(scene, command).exit_code, 0) << "moment " << i;
    EXPECT_EQ(Usage(scene), new_usage_) << "moment " << i;
    if (HasFailure()) return;
  }
  EXPECT_GE(live_, kMoments / 4);
  EXPECT_GE(old, 1);
}

TEST_F(UpkeepKillTest, MigrationDownIsDoneOrNotAndItsBackupBringsAllBack) {
  const std::string backup = folder_.File("backup.db");
  ASSERT_EQ(Run(old_, {"backup", "--out", backup}).exit_code, 0);
  const std::vector<std::string> command{"migrate", "down", "--to", "0", "--lose-data"};
  duration_ = Measure(Fresh(old_), command);
  for (int i = 0; i < kMoments; ++i) {
    const std::string scene = Fresh(old_);
    Note(Kill(scene, command, Moment(i)), i);
    const std::string status = Run(scene, {"migrate", "status", "--json"}).out;
    if (status.find("\"absent\"") == std::string::npos) {
      // Between two migrations the ledger is whole, and its schema an older one.
      if (status.find("\"state\":\"older\"") != std::string::npos) {
        ASSERT_EQ(Run(scene, {"migrate", "up"}).exit_code, 0) << "moment " << i;
      } else {
        EXPECT_THAT(status, ::testing::HasSubstr("\"state\":\"current\""));
      }
      EXPECT_EQ(Usage(scene), old_usage_) << "moment " << i;
      ExpectSound(scene, i);
    }
    ASSERT_EQ(Run(scene, {"restore", "--from", backup}).exit_code, 0) << "moment " << i;
    EXPECT_EQ(Usage(scene), old_usage_) << "moment " << i;
    if (HasFailure()) return;
  }
  EXPECT_GE(live_, kMoments / 4);
}

TEST_F(UpkeepKillTest, CopyIsWholeOrNotThere) {
  const auto command = [&](const std::string& to) {
    return std::vector<std::string>{"copy", "--from", "sqlite:" + new_, "--to", "sqlite:" + to};
  };
  duration_ = Measure(new_, command(folder_.File("first.db")));
  for (int i = 0; i < kMoments; ++i) {
    const std::string to = folder_.File("copy-" + std::to_string(i) + ".db");
    Note(Kill(new_, command(to), Moment(i)), i);
    const std::string status = Run(to, {"migrate", "status", "--json"}).out;
    if (status.find("\"absent\"") != std::string::npos) {
      ASSERT_EQ(Run(new_, command(to)).exit_code, 0) << "moment " << i;
    }
    EXPECT_EQ(Usage(to), new_usage_) << "moment " << i;
    ExpectSound(to, i);
    if (HasFailure()) return;
  }
  EXPECT_GE(live_, kMoments / 4);
}

}  // namespace
}  // namespace cognitrack
