// Sealed secrets: each under a data key of its own, drawn by chance, which the key-encryption key
// wraps (XChaCha20-Poly1305 both times, nonces of 192 bits by chance). Both are bound to where the
// secret belongs, so that a row that was edited, or exchanged for another, does not open.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "vault/key_encryption_key.h"

namespace cognitrack {

// Where a secret belongs.
struct SealedPlace {
  std::string source;
  std::int64_t key_id = 0;
  std::int64_t version = 0;
};

// Bytes to be stored. Every call gives others.
std::string Seal(const Secret& secret, const SealedPlace& place, const KeyEncryptionKey& kek);

// The id of the key-encryption key that the bytes name; "" where they are no sealed secret.
std::string KekIdOf(std::string_view sealed);

// "key K of SOURCE cannot be opened (key-encryption key ID): …": kConfig where that key-encryption
// key is not at hand, kInvariant where the bytes are not those that were sealed there.
Result<Secret> OpenSealed(std::string_view sealed, const SealedPlace& place,
                          const KeyEncryptionKeys& keks);

// The same secret with its data key wrapped by the first of the keys; what it holds is not opened.
// Fails as OpenSealed does.
Result<std::string> Rewrap(std::string_view sealed, const SealedPlace& place,
                           const KeyEncryptionKeys& keks);

}  // namespace cognitrack
