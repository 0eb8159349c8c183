// KeyVault: the way between a stored key and its secret. It reads the key-encryption keys anew
// each time, since another process may have rotated them, and keeps none.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "store/key_records.h"
#include "vault/kek_place.h"
#include "vault/sealed_secret.h"

namespace cognitrack {

class KeyVault {
 public:
  // `say` is told, once, that a key-encryption key was made, and what to do about it.
  KeyVault(KekPlace place, std::function<void(const std::string&)> say)
      : place_(std::move(place)), say_(std::move(say)) {}

  const KekPlace& place() const { return place_; }

  // kConfig where there are none.
  Result<KeyEncryptionKeys> Keks() const;
  Result<Secret> Open(const KeyRecord& record) const;

  // Seals the secret under the first key-encryption key. Where there is none yet, and no stored key
  // needs one that was lost, it is made. All of them must outlive what is given.
  SealRecord Sealing(const Secret& secret, KeyRecords keys) const;
  // Wraps what is sealed by the first key-encryption key.
  SealRecord Rewrapping() const;

 private:
  Result<KeyEncryptionKeys> KeksToSeal(KeyRecords keys) const;

  KekPlace place_;
  std::function<void(const std::string&)> say_;
};

SealedPlace PlaceOf(const KeyRecord& record);

// "key 3 of openai (…wxyz)".
std::string TextOf(const KeyRecord& record);

// The last four characters, of a secret that is long enough to lose them; else "".
std::string LastFourOf(const Secret& secret);

}  // namespace cognitrack
