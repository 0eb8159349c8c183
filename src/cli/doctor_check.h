// One thing that `doctor` looked at, and the report made of them.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/text_style.h"

namespace cognitrack {

enum class CheckState { kGood, kNote, kWrong };

struct DoctorCheck {
  std::string name;  // "database", "integrity", "disk", …
  CheckState state = CheckState::kGood;
  std::string detail;
  std::string mend;                        // The command that mends it, or what to do.
  ErrorCode code = ErrorCode::kInvariant;  // Of a wrong one.
};

// 0 where nothing is wrong, else the first that applies of 70, 74, 78, 77, 76, 69, 75.
int ExitCodeOf(const std::vector<DoctorCheck>& checks);

std::string DoctorText(const std::vector<DoctorCheck>& checks, const TextStyle& style, int width);
std::string DoctorJson(const std::vector<DoctorCheck>& checks);

}  // namespace cognitrack
