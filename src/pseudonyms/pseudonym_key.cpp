#include "pseudonyms/pseudonym_key.h"

#include <cstdint>
#include <cstring>

namespace cognitrack {
namespace {

constexpr std::size_t kKeyBytes = sizeof(Hash256::bytes);

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

PseudonymKey PseudonymKey::New(Random& random) {
  std::string bytes(kKeyBytes, '\0');
  for (std::size_t at = 0; at < kKeyBytes; at += sizeof(std::uint64_t)) {
    const std::uint64_t next = random.Next();
    std::memcpy(bytes.data() + at, &next, sizeof next);
  }
  return PseudonymKey(std::move(bytes));
}

Result<PseudonymKey> PseudonymKey::Parse(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  text.remove_prefix(first == std::string_view::npos ? text.size() : first);
  text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
  std::string bytes;
  bool is_key = text.size() == 2 * kKeyBytes;
  for (std::size_t at = 0; is_key && at < text.size(); at += 2) {
    const int high = DigitOf(text[at]);
    const int low = DigitOf(text[at + 1]);
    is_key = high >= 0 && low >= 0;
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  if (!is_key) {
    return Error{ErrorCode::kConfig,
                 "this is no key of pseudonyms: it must hold 64 hexadecimal digits (0-9, a-f) and "
                 "nothing else; name a file that does not exist, and a key is made there"};
  }
  return PseudonymKey(std::move(bytes));
}

Secret PseudonymKey::Text() const { return Secret(ToHex(bytes_.Reveal()) + "\n"); }

Hash256 PseudonymKey::HashOfText(std::string_view domain, std::string_view text) const {
  Hash256 key;
  std::memcpy(key.bytes.data(), bytes_.Reveal().data(), key.bytes.size());
  std::string message(domain);
  message.push_back('\0');
  message += text;
  return KeyedBlake2b256(key, message);
}

}  // namespace cognitrack
