// PostgreSQL's binary formats, as far as the ledger uses them: integers with the high byte first,
// and whole numbers out of numeric.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cognitrack {

// pg_type.oid of the built-in types: part of the protocol, the same in every server.
inline constexpr unsigned kPostgresBool = 16;
inline constexpr unsigned kPostgresBytes = 17;
inline constexpr unsigned kPostgresInt8 = 20;
inline constexpr unsigned kPostgresText = 25;
inline constexpr unsigned kPostgresNumeric = 1700;

template <typename Integer>
void AppendBigEndian(Integer value, std::string* bytes) {
  for (int shift = 8 * (static_cast<int>(sizeof value) - 1); shift >= 0; shift -= 8) {
    bytes->push_back(static_cast<char>((value >> shift) & 0xFF));
  }
}

// A two's complement integer of 1 to 8 bytes.
inline std::int64_t IntegerFrom(std::string_view bytes) {
  std::uint64_t value = !bytes.empty() && (bytes[0] & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (const char byte : bytes) value = (value << 8) | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(value);
}

// A numeric; nothing where it is no whole number or does not fit 64 bits.
std::optional<std::int64_t> IntegerFromNumeric(std::string_view bytes);

}  // namespace cognitrack
