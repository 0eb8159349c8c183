// The parity document as a Markdown report for the files of an audit: inputs with hashes, schema
// drift, per-day verdicts, a spot check by project and service tier, differences with causes, and a
// sign-off block that stays empty until somebody signs.
#pragma once

#include <string>

#include "base/time.h"
#include "parity/parity_document.h"

namespace cognitrack {

struct SignOff {
  std::string by;  // Empty: not signed yet.
  UtcSeconds at = 0;
  std::string note;
};

std::string ParityMarkdown(const ParityDocument& document, const SignOff& sign_off);

}  // namespace cognitrack
