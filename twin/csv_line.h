// Lines and cells of the provider's exports, as the twin reads and writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace cognitrack::twin {

// A whole number as an export writes it: "4761", "4761.0", "1.30663583E8".
std::optional<std::int64_t> ParseWhole(std::string_view text);

// The cells of one line; nothing where a quote does not end on it.
std::optional<std::vector<std::string>> SplitLine(std::string_view line);

// The text as a cell, in quotes where it needs them.
std::string Cell(const std::string& text);

// "2026-03-05T00:00:00+00:00".
std::string IsoTime(UtcSeconds time);

}  // namespace cognitrack::twin
