#include "cli/doctor_check.h"

#include <gtest/gtest.h>

namespace cognitrack {
namespace {

DoctorCheck Wrong(ErrorCode code) {
  return {"check", CheckState::kWrong, "something", "do this", code};
}

TEST(DoctorCheckTest, TheWeightiestFindingDecidesTheExitCode) {
  EXPECT_EQ(ExitCodeOf(std::vector<DoctorCheck>{}), 0);
  EXPECT_EQ(ExitCodeOf(std::vector<DoctorCheck>{{"key", CheckState::kNote, "not set", "", {}}}), 0);
  EXPECT_EQ(ExitCodeOf({Wrong(ErrorCode::kAuth), Wrong(ErrorCode::kConfig)}), 78);
  EXPECT_EQ(ExitCodeOf({Wrong(ErrorCode::kConfig), Wrong(ErrorCode::kDisk)}), 74);
  EXPECT_EQ(ExitCodeOf({Wrong(ErrorCode::kDisk), Wrong(ErrorCode::kInvariant)}), 70);
  EXPECT_EQ(ExitCodeOf({Wrong(ErrorCode::kUnavailable)}), 69);
}

TEST(DoctorCheckTest, AWrongCheckStandsWithWhatMendsIt) {
  EXPECT_EQ(DoctorText({{"clock", CheckState::kGood, "2026-03-05T14:00:00Z", "", {}},
                        Wrong(ErrorCode::kDisk)},
                       TextStyle(false), 80),
            "✓ clock       2026-03-05T14:00:00Z\n"
            "✕ check       something\n"
            "              → do this\n"
            "\n"
            "1 check went wrong.\n");
}

TEST(DoctorCheckTest, TheDocumentSaysTheSame) {
  EXPECT_EQ(DoctorJson({Wrong(ErrorCode::kDisk)}),
            R"({"well":false,"exit_code":74,"checks":[{"check":"check","state":"wrong",)"
            R"("detail":"something","mend":"do this"}]})");
}

}  // namespace
}  // namespace cognitrack
