// PostgreSQL's binary formats, as far as the ledger uses them: integers with the high byte first,
// and whole numbers out of numeric.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace cognitrack {

// pg_type.oid of the built-in types: part of the protocol, the same in every server.
inline constexpr unsigned kPostgresBool = 16;
inline constexpr unsigned kPostgresBytes = 17;
inline constexpr unsigned kPostgresInt8 = 20;
inline constexpr unsigned kPostgresText = 25;
inline constexpr unsigned kPostgresNumeric = 1700;

// Gives the number of bytes.
template <typename Integer>
std::size_t PutBigEndian(Integer value, char* to) {
  auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
  for (std::size_t i = sizeof value; i-- > 0; bits = static_cast<decltype(bits)>(bits >> 8)) {
    to[i] = static_cast<char>(bits & 0xFF);
  }
  return sizeof value;
}

template <typename Integer>
void AppendBigEndian(Integer value, std::string* bytes) {
  std::array<char, sizeof value> put;
  bytes->append(put.data(), PutBigEndian(value, put.data()));
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
