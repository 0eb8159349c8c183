#include "telemetry/request_id.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::size_t kShortest = 8;
constexpr std::size_t kLongest = 64;

bool IsSafe(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_' || c == '.';
}

}  // namespace

std::string RequestIdFrom(std::string_view given, Random& random) {
  if (given.size() >= kShortest && given.size() <= kLongest &&
      std::all_of(given.begin(), given.end(), IsSafe)) {
    return std::string(given);
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string id;
  for (std::uint64_t bits = random.Next(); id.size() < 16; bits >>= 4U) id += kHex[bits & 0xFU];
  return id;
}

}  // namespace cognitrack
