// The target of a request: its path, percent-decoded once, and its query as it stands.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cognitrack {

struct Target {
  std::string path;
  std::string query;  // Without '?'.
};

// Nothing where a percent sign is not followed by two hexadecimal digits, or the path is not UTF-8
// or holds NUL once decoded.
std::optional<Target> ParseTarget(std::string_view text);

}  // namespace cognitrack
