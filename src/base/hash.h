// Hashes: BLAKE2b for content and series (libsodium), SHA-256 for files and answers (OpenSSL), as
// byte arrays that compare, print as lower-case hex, and key a hash map.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cognitrack {

template <std::size_t N>
struct HashOf {
  std::array<std::uint8_t, N> bytes{};

  auto operator<=>(const HashOf&) const = default;
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  // The first eight bytes as a number; for hash maps and fingerprints.
  std::uint64_t prefix() const {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
};

using Hash128 = HashOf<16>;
using Hash256 = HashOf<32>;

struct HashPrefix {
  template <std::size_t N>
  std::size_t operator()(const HashOf<N>& hash) const {
    return static_cast<std::size_t>(hash.prefix());
  }
};

std::string ToHex(std::string_view bytes);
template <std::size_t N>
std::string ToHex(const HashOf<N>& hash) {
  return ToHex(hash.view());
}

// The hash whose bytes are `bytes`; kInvariant unless the length is right.
Result<Hash128> Hash128From(std::string_view bytes);
Result<Hash256> Hash256From(std::string_view bytes);

Hash128 Blake2b128(std::string_view bytes);
Hash256 Blake2b256(std::string_view bytes);
// BLAKE2b-256 under a key of 32 bytes: whoever lacks the key can neither make nor check it.
Hash256 KeyedBlake2b256(const Hash256& key, std::string_view bytes);

// BLAKE2b-256 of what is added, in order. Text is added with its length before it, so that no two
// different sequences of texts hash alike; integers as eight little-endian bytes.
class Blake2bHasher {
 public:
  Blake2bHasher();
  void AddBytes(std::string_view bytes);
  void AddText(std::string_view text);
  void AddInteger(std::int64_t value);
  Hash256 Finish();

 private:
  alignas(64) std::array<std::uint8_t, 384> state_;
};

Hash256 Sha256(std::string_view bytes);

// SHA-256 of what is added, in order.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(const Sha256Hasher&) = delete;
  Sha256Hasher& operator=(const Sha256Hasher&) = delete;
  void AddBytes(std::string_view bytes);
  Hash256 Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace cognitrack
