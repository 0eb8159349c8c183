// KeyEncryptionKey (KEK): the 32 bytes that wrap the data key of every sealed secret. They stand in
// memory that is locked, guarded and wiped (libsodium), and leave it only on their way to the file
// they are kept in. Its id is a short hash that tells nothing of it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace cognitrack {

inline constexpr std::size_t kKekBytes = 32;

class KeyEncryptionKey {
 public:
  static KeyEncryptionKey Random();
  // Base64 of exactly 32 bytes, blanks around it. kConfig, which never quotes it, for anything
  // else, and for bytes that nobody drew by chance.
  static Result<KeyEncryptionKey> Parse(std::string_view text);

  // 16 hexadecimal digits.
  const std::string& id() const { return id_; }
  const unsigned char* bytes() const { return bytes_.get(); }
  Secret ToBase64() const;

 private:
  explicit KeyEncryptionKey(std::shared_ptr<unsigned char> bytes);

  std::shared_ptr<unsigned char> bytes_;
  std::string id_;
};

// The keys that are at hand: the first one seals, all of them open. Never empty.
class KeyEncryptionKeys {
 public:
  explicit KeyEncryptionKeys(KeyEncryptionKey first) : keys_{std::move(first)} {}
  // One key a line or apart by blanks or commas, newest first; lines that begin with '#' are left
  // out. kConfig where there is none, one twice, or one of a wrong form.
  static Result<KeyEncryptionKeys> Parse(std::string_view text);

  const KeyEncryptionKey& first() const { return keys_.front(); }
  const std::vector<KeyEncryptionKey>& all() const { return keys_; }
  // Null where it is not at hand.
  const KeyEncryptionKey* Find(std::string_view id) const;
  // The same behind a new first one.
  KeyEncryptionKeys Behind(KeyEncryptionKey newest) const;
  // The first one alone.
  KeyEncryptionKeys FirstOnly() const { return KeyEncryptionKeys(first()); }
  // As a file holds them.
  Secret ToText() const;

 private:
  std::vector<KeyEncryptionKey> keys_;
};

}  // namespace cognitrack
