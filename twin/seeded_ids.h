// Ids that look like the provider's and are made from numbers, so that they are the same for each
// seed on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cognitrack::twin {

// The prefix and so many hexadecimal digits.
std::string SeededId(std::string_view prefix, std::uint64_t seed, std::size_t number, int digits);

// "org-…": the one organisation of a seed.
std::string SeededOrganisationId(std::uint64_t seed);

}  // namespace cognitrack::twin
