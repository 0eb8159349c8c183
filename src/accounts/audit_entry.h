// AuditEntry: who changed what, when, whence, and how it ended. Each entry holds the hash of the
// one before it and its own over everything, so that an edit, a gap or a cut shows.
#pragma once

#include <cstdint>
#include <string>

#include "base/hash.h"
#include "base/time.h"

namespace cognitrack {

struct AuditEntry {
  std::int64_t id = 0;  // Counts from 1 without a gap.
  UtcSeconds at = 0;
  std::string actor;  // An account's name, "token:NAME", "system:LOGIN", "setup link"; "" unknown.
  std::string address;  // Of the other side; "" for the machine itself.
  std::string action;   // "account.create", "login", "flags set".
  std::string target;   // What it was done to: an account's name, a source, a flag.
  std::string detail;   // Never a secret.
  std::string outcome;  // "done", "refused", "begun", "failed".
  Hash256 previous;     // Zeros for the first.
  Hash256 hash;
  bool operator==(const AuditEntry&) const = default;
};

// BLAKE2b-256 over the hash before it and every field but the two hashes.
Hash256 AuditHash(const AuditEntry& entry);

}  // namespace cognitrack
