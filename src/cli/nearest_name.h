// The name that was probably meant by a mistyped one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cognitrack {

// The candidate nearest to `word` by edit distance, or nothing where none is near enough to be
// meant. Of several equally near ones the first.
std::optional<std::string> NearestName(std::string_view word,
                                       const std::vector<std::string>& candidates);

}  // namespace cognitrack
