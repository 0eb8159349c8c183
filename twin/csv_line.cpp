#include "twin/csv_line.h"

#include <algorithm>
#include <charconv>

namespace cognitrack::twin {

std::optional<std::int64_t> ParseWhole(std::string_view text) {
  std::size_t exponent = 0;
  if (const std::size_t e = text.find('E'); e != std::string_view::npos) {
    const std::string_view power = text.substr(e + 1);
    const auto [end, failed] = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (failed != std::errc() || end != power.data() + power.size() || exponent > 18) {
      return std::nullopt;
    }
    text = text.substr(0, e);
  }
  std::string digits(text.substr(0, text.find('.')));
  std::string fraction(text.substr(std::min(text.size(), digits.size() + 1)));
  if (digits.empty() || (digits.size() < text.size() && fraction.empty())) return std::nullopt;
  while (fraction.size() < exponent) fraction += '0';
  digits += fraction.substr(0, exponent);
  if (fraction.find_first_not_of('0', exponent) != std::string::npos) return std::nullopt;
  if (digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::optional<std::vector<std::string>> SplitLine(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        cells.back() += '"';
        ++i;
      } else {
        quoted = !quoted;
      }
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  if (quoted) return std::nullopt;
  return cells;
}

std::string IsoTime(UtcSeconds time) { return FormatTime(time).substr(0, 19) + "+00:00"; }

std::string Cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace cognitrack::twin
