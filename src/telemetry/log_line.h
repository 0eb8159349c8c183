// LogLine: one thing that happened, as a line: a JSON object for machines, words for people. No
// I/O, no time. Whatever a field holds, a line stays one line, is valid UTF-8, drives no terminal
// and has a bounded length.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.h"

namespace cognitrack {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
// "debug", "info", "warning", "error".
std::string_view NameOf(LogLevel level);
std::optional<LogLevel> LogLevelNamed(std::string_view name);

enum class LogFormat { kText, kJson };
// "text", "json".
std::optional<LogFormat> LogFormatNamed(std::string_view name);

struct LogField {
  std::string_view name;  // snake_case.
  std::variant<std::string, std::int64_t> value;
};

struct LogLine {
  UtcSeconds time = 0;
  LogLevel level = LogLevel::kInfo;
  std::string_view event;  // snake_case, from the list in docs/TELEMETRY.md.
  std::vector<LogField> fields;
};

// {"time":"2026-11-30T02:00:00Z","level":"info","event":"request","route":"/api/v1/usage"}
std::string JsonLine(const LogLine& line);
// 2026-11-30T02:00:00Z info request route=/api/v1/usage why="two words"
std::string TextLine(const LogLine& line);

// A longer text ends in "…" in a line.
inline constexpr std::size_t kLongestLogText = 2'000;

}  // namespace cognitrack
