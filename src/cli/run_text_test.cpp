#include <gmock/gmock.h>

#include "cli/run_report.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RunTextTest, IssuesInARowThatSayTheSameAreOneLine) {
  RunRecord run;
  for (const char* day : {"2026-10-01", "2026-10-02", "2026-10-03"}) {
    run.issues.push_back({"window_parked", day, "no JSON", 1});
  }
  run.issues.push_back({"window_parked", "2026-10-04", "truncated", 1});
  const std::string text = RunSummaryLines(run, TextStyle(false), 0);
  EXPECT_THAT(text, HasSubstr("  window_parked ×3  2026-10-01 … 2026-10-03: no JSON\n"
                              "  window_parked  2026-10-04: truncated\n"));
  EXPECT_THAT(text, Not(HasSubstr("2026-10-02")));
}

}  // namespace
}  // namespace cognitrack
