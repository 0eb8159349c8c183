#include "vault/key_encryption_key.h"

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <bitset>

#include "base/check.h"
#include "base/hash.h"

// The leak checker looks at its own process as a debugger would.
#if defined(__SANITIZE_ADDRESS__)
#define COGNITRACK_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define COGNITRACK_IS_SANITIZED 1
#endif
#endif

namespace cognitrack {
namespace {

constexpr std::size_t kIdBytes = 8;
// 32 bytes by chance have 30 different ones; a phrase, a pattern or zeros have few.
constexpr std::size_t kFewestDifferent = 16;
constexpr std::string_view kBlanks = " \t\r\n,";

// What holds such a key leaves no image of its memory, and no other process of the user gets at it.
void KeepOutOfDumps() {
#ifndef COGNITRACK_IS_SANITIZED
  constexpr rlimit kNone{0, 0};
  setrlimit(RLIMIT_CORE, &kNone);
  prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
#endif
}

std::shared_ptr<unsigned char> LockedBytes() {
  CHECK(sodium_init() >= 0, "libsodium can be used");  // Done long ago but in tests.
  auto* const bytes = static_cast<unsigned char*>(sodium_malloc(kKekBytes));
  CHECK(bytes != nullptr, "there is memory for a key");
  KeepOutOfDumps();
  return {bytes, sodium_free};
}

std::size_t DifferentBytesIn(const unsigned char* bytes) {
  std::bitset<256> seen;
  for (std::size_t i = 0; i < kKekBytes; ++i) seen.set(bytes[i]);
  return seen.count();
}

Error Refused(const std::string& why) {
  return Error{ErrorCode::kConfig,
               "it is no key-encryption key: " + why + "; 'openssl rand -base64 32' makes one"};
}

}  // namespace

KeyEncryptionKey::KeyEncryptionKey(std::shared_ptr<unsigned char> bytes)
    : bytes_(std::move(bytes)) {
  std::array<unsigned char, crypto_generichash_BYTES> hash;
  constexpr std::string_view kPurpose = "cognitrack key-encryption key id";
  crypto_generichash(hash.data(), hash.size(),
                     reinterpret_cast<const unsigned char*>(kPurpose.data()), kPurpose.size(),
                     bytes_.get(), kKekBytes);
  id_ = ToHex(std::string_view(reinterpret_cast<const char*>(hash.data()), kIdBytes));
}

KeyEncryptionKey KeyEncryptionKey::Random() {
  auto bytes = LockedBytes();
  randombytes_buf(bytes.get(), kKekBytes);
  return KeyEncryptionKey(std::move(bytes));
}

Result<KeyEncryptionKey> KeyEncryptionKey::Parse(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return Refused("it is empty");
  text = text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
  auto bytes = LockedBytes();
  std::size_t length = 0;
  const char* end = nullptr;
  const bool is_base64 =
      sodium_base642bin(bytes.get(), kKekBytes, text.data(), text.size(), nullptr, &length, &end,
                        sodium_base64_VARIANT_ORIGINAL) == 0 &&
      end == text.data() + text.size();
  if (!is_base64 || length != kKekBytes) {
    return Refused("it must be base64 of 32 bytes, which are 44 characters; this has " +
                   std::to_string(text.size()));
  }
  if (DifferentBytesIn(bytes.get()) < kFewestDifferent) {
    return Refused("its bytes repeat each other, so that it can be guessed");
  }
  return KeyEncryptionKey(std::move(bytes));
}

Secret KeyEncryptionKey::ToBase64() const {
  constexpr std::size_t kLength = sodium_base64_ENCODED_LEN(kKekBytes, 1);
  std::array<char, kLength> text;
  sodium_bin2base64(text.data(), text.size(), bytes_.get(), kKekBytes,
                    sodium_base64_VARIANT_ORIGINAL);
  Secret secret{std::string(text.data())};
  sodium_memzero(text.data(), text.size());
  return secret;
}

Result<KeyEncryptionKeys> KeyEncryptionKeys::Parse(std::string_view text) {
  std::vector<KeyEncryptionKey> keys;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.starts_with('#')) continue;
    for (std::size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;
         at = line.find_first_not_of(kBlanks)) {
      line.remove_prefix(at);
      const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
      line.remove_prefix(word.size());
      TRY(KeyEncryptionKey key, KeyEncryptionKey::Parse(word));
      const bool is_there = std::any_of(keys.begin(), keys.end(),
                                        [&key](const auto& k) { return k.id() == key.id(); });
      if (is_there) return Refused("the same one stands there twice");
      keys.push_back(std::move(key));
    }
  }
  if (keys.empty()) return Refused("it is empty");
  KeyEncryptionKeys parsed(keys.front());
  parsed.keys_ = std::move(keys);
  return parsed;
}

const KeyEncryptionKey* KeyEncryptionKeys::Find(std::string_view id) const {
  const auto found =
      std::find_if(keys_.begin(), keys_.end(), [id](const auto& key) { return key.id() == id; });
  return found == keys_.end() ? nullptr : &*found;
}

KeyEncryptionKeys KeyEncryptionKeys::Behind(KeyEncryptionKey newest) const {
  KeyEncryptionKeys behind(std::move(newest));
  behind.keys_.insert(behind.keys_.end(), keys_.begin(), keys_.end());
  return behind;
}

Secret KeyEncryptionKeys::ToText() const {
  constexpr std::size_t kLineLength = 64;
  std::string text;
  // Never moved while it grows, which would leave a copy behind.
  text.reserve(kLineLength * keys_.size());
  for (const KeyEncryptionKey& key : keys_) {
    const Secret line = key.ToBase64();
    text += line.Reveal();
    text += '\n';
  }
  return Secret(std::move(text));
}

}  // namespace cognitrack
