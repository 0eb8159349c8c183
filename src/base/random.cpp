#include "base/random.h"

#include <sodium.h>

namespace cognitrack {

std::uint64_t Random::Below(std::uint64_t bound) {
  if (bound == 0) return 0;
  const std::uint64_t unbiased_limit = UINT64_MAX - UINT64_MAX % bound;
  std::uint64_t value = Next();
  while (value >= unbiased_limit) value = Next();
  return value % bound;
}

std::uint64_t SystemRandom::Next() {
  std::uint64_t value = 0;
  randombytes_buf(&value, sizeof value);
  return value;
}

std::uint64_t SeededRandom::Next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
  return mixed ^ (mixed >> 31);
}

}  // namespace cognitrack
