#include "cli/progress_line.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/fake_clock.h"

namespace cognitrack {
namespace {

constexpr UtcSeconds kNow = 1'770'000'000;

TEST(ProgressLineTest, LinesComeEveryFiveSecondsOfTheInjectedClock) {
  std::ostringstream out;
  FakeClock clock(kNow);
  ProgressLine progress(out, ProgressStyle::kLines, 80, clock);
  for (std::int64_t second = 0; second <= 10; ++second) {
    progress.Report({"backfill", second, 20, second * 100, second * 1'000});
    clock.Advance(1);
  }
  EXPECT_EQ(out.str(),
            "backfill:  5/20 windows  500 rows  100 rows/s  0:15 left\n"
            "backfill:  10/20 windows  1,000 rows  100 rows/s  0:10 left\n");
}

TEST(ProgressLineTest, WorkThatIsDoneAtOnceSaysNothing) {
  std::ostringstream out;
  FakeClock clock(kNow);
  ProgressLine progress(out, ProgressStyle::kLines, 80, clock);
  progress.Report({"import", 0, 1, 0, 0});
  progress.Report({"import", 1, 1, 9, 3});
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressLineTest, TheBarRedrawsItselfAndLeavesNoTrace) {
  std::ostringstream out;
  FakeClock clock(kNow);
  {
    ProgressLine progress(out, ProgressStyle::kBar, 80, clock);
    progress.Report({"backfill", 0, 2, 0, 0});
    clock.Advance(1);
    progress.Report({"backfill", 1, 2, 40, 1'000});
  }
  EXPECT_EQ(out.str(),
            "\r\x1b[Kbackfill  ░░░░░░░░░░░░░░░░░░░░░░░░  0/2 windows"
            "\r\x1b[Kbackfill  ████████████░░░░░░░░░░░░  1/2 windows  40 rows/s  0:01 left"
            "\r\x1b[K");
}

TEST(ProgressLineTest, QuietIsQuiet) {
  std::ostringstream out;
  FakeClock clock(kNow);
  ProgressLine progress(out, ProgressStyle::kNone, 80, clock);
  clock.Advance(60);
  progress.Report({"backfill", 1, 2, 40, 1'000});
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace cognitrack
