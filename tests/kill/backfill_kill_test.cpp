// A backfill of 330 windows, killed with SIGKILL at 50 moments spread evenly over its undisturbed
// duration and resumed at once, always ends in the same ledger, byte for byte.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <chrono>

#include "tests/support/process.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

constexpr int kMoments = 50;
constexpr int kLiveKillsAtLeast = 45;
constexpr int kAttempts = 4;

using Milliseconds = std::chrono::milliseconds;

class BackfillKillTest : public ::testing::Test {
 protected:
  ProcessEnvironment EnvironmentFor(const std::string& database) const {
    return {{"COGNITRACK_DB", "sqlite:" + database},
            {"OPENAI_BASE_URL", twin_.base_url()},
            {"OPENAI_ADMIN_KEY", "sk-admin-kill"},
            {"COGNITRACK_REQUESTS_PER_MINUTE", "100000"}};
  }

  std::vector<std::string> Backfill(bool resume) const {
    std::vector<std::string> command = {ProgramPath("cognitrack"),
                                        "backfill",
                                        "--start",
                                        "2025-01-01",
                                        "--end",
                                        "2025-11-26",
                                        "--chunk-days",
                                        "7"};
    if (resume) command.push_back("--resume");
    return command;
  }

  // Everything that the ledger shows, at the finest grain.
  static Finished Usage(const ProcessEnvironment& environment) {
    return RunProgram({ProgramPath("cognitrack"), "usage", "--json", "--group-by",
                       "day,project_id,user_id,api_key_id,model,batch,service_tier,api_source"},
                      environment);
  }

  // Sleeps without a clock of our own: the moment is only spread, never asserted.
  static void WaitFor(Milliseconds duration) {
    poll(nullptr, 0, static_cast<int>(duration.count()));
  }

  void MeasureUndisturbed(int runs) {
    for (int i = 0; i < runs; ++i) {
      undisturbed_ = EnvironmentFor(folder_.File("whole-" + std::to_string(++measured_) + ".db"));
      const auto begun = std::chrono::steady_clock::now();
      const Finished reference = RunProgram(Backfill(false), undisturbed_);
      ASSERT_EQ(reference.exit_code, 0) << reference.err;
      duration_ = std::min(duration_, std::chrono::duration_cast<Milliseconds>(
                                          std::chrono::steady_clock::now() - begun));
    }
  }

  TwinProcess twin_{
      {"--seed", "11", "--days", "330", "--end", "2025-11-26", "--rows-per-day", "120"}};
  TemporaryDirectory folder_;
  ProcessEnvironment undisturbed_;  // Of the last whole run.
  Milliseconds duration_ = Milliseconds::max();
  int measured_ = 0;
};

TEST_F(BackfillKillTest, EveryMomentResumesToTheSameLedger) {
  // The shortest of some runs: the first finds a twin that still renders its pages, and neither the
  // disk nor the machine is always as quick.
  MeasureUndisturbed(6);
  const Finished expected = Usage(undisturbed_);
  ASSERT_EQ(expected.exit_code, 0) << expected.err;
  ASSERT_GT(expected.out.size(), 100'000u);

  int live_kills = 0;
  for (int i = 0; i < kMoments; ++i) {
    // A run that was quicker than the measured ones is over before its moment: they are measured
    // again, and the moment is tried again.
    ProcessEnvironment environment;
    bool live = false;
    for (int attempt = 0; attempt < kAttempts && !live; ++attempt) {
      if (attempt > 0) MeasureUndisturbed(2);
      const std::string name = "killed-" + std::to_string(i) + "-" + std::to_string(attempt);
      environment = EnvironmentFor(folder_.File(name + ".db"));
      Process killed(Backfill(false), environment, folder_.File(name + ".out"),
                     folder_.File(name + ".err"));
      WaitFor(duration_ * (2 * i + 1) / (2 * kMoments));
      live = killed.Running();
      killed.Signal(SIGKILL);
      killed.Wait();
    }
    live_kills += live;
    const Finished resumed = RunProgram(Backfill(true), environment);
    ASSERT_EQ(resumed.exit_code, 0) << "moment " << i << ": " << resumed.err;
    const Finished shown = Usage(environment);
    ASSERT_EQ(shown.out, expected.out) << "moment " << i;
    const Finished doctor = RunProgram({ProgramPath("cognitrack"), "doctor"}, environment);
    ASSERT_EQ(doctor.exit_code, 0) << "moment " << i << ": " << doctor.out << doctor.err;
  }
  EXPECT_GE(live_kills, kLiveKillsAtLeast);
}

}  // namespace
}  // namespace cognitrack
