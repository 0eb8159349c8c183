// KekRotation: stored keys under another key-encryption key, record by record. It can be
// interrupted at any write and done again: each record opens with the old one or the new one, both
// are at hand until no record needs the old one, and only then is that taken away.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "keys/key_vault.h"

namespace cognitrack {

struct KekOutcome {
  std::string kek_id;                // That seals from now on.
  bool made = false;                 // A new one was made.
  std::int64_t resealed = 0;         // Records that were wrapped anew.
  std::int64_t sealed = 0;           // Records that hold a secret.
  std::vector<std::string> failed;   // Why each of the others could not be.
  std::vector<std::string> retired;  // Key-encryption keys that were taken out of the file.
  std::vector<std::string> kept;     // Old ones that are still at hand.
};

// Wraps every record under the first key-encryption key that is at hand.
Result<KekOutcome> ResealKeys(KeyRecords keys, const KeyVault& vault);

// A new key-encryption key, unless a rotation is under way, which is then finished; every record
// under it; and unless `keep_old`, or where a record could not be wrapped, the old ones gone from
// the file. kConfig where they do not stand in a file.
Result<KekOutcome> RotateKek(KeyRecords keys, const KeyVault& vault, bool keep_old);

// Takes the old ones out of the file. kTryLater where a record needs one of them.
Result<KekOutcome> RetireKeks(KeyRecords keys, const KeyVault& vault);

}  // namespace cognitrack
