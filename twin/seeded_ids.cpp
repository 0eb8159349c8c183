#include "twin/seeded_ids.h"

#include "base/random.h"

namespace cognitrack::twin {

std::string SeededId(std::string_view prefix, std::uint64_t seed, std::size_t number, int digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const auto salt = static_cast<std::uint64_t>(prefix[0]) << 32U;
  SeededRandom random(seed * 1'000'003 + number * 7'919 + salt);
  std::string id(prefix);
  std::uint64_t bits = 0;
  for (int i = 0; i < digits; ++i) {
    if (i % 16 == 0) bits = random.Next();
    id += kDigits[bits & 15U];
    bits >>= 4;
  }
  return id;
}

std::string SeededOrganisationId(std::uint64_t seed) { return SeededId("org-", seed, 0, 24); }

}  // namespace cognitrack::twin
