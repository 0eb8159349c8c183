#include "accounts/access_code.h"

#include <cstring>

namespace cognitrack {

Secret NewAccessCode(Random& random, std::string_view prefix) {
  Hash256 bits;
  for (std::size_t at = 0; at < bits.bytes.size(); at += sizeof(std::uint64_t)) {
    const std::uint64_t next = random.Next();
    std::memcpy(bits.bytes.data() + at, &next, sizeof next);
  }
  return Secret(std::string(prefix) + ToHex(bits));
}

Hash256 AccessCodeHash(std::string_view code) { return Sha256(code); }

std::string CrossSiteToken(std::string_view session_code) {
  return ToHex(KeyedBlake2b256(Sha256(session_code), "cross-site token"));
}

}  // namespace cognitrack
