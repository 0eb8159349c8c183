// Error: what went wrong, as a value. A closed set of codes, each of which maps to one exit code
// (ExitCodeOf); a message that is safe to show: what, where (file:line:column or URL path), why,
// and what was and was not stored. Never holds a secret.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

enum class ErrorCode {
  kUsage,             // 64: the command line is wrong.
  kBadInput,          // 65: a file cannot be read as what it must be.
  kUnavailable,       // 69: database or provider unreachable.
  kInvariant,         // 70: something that cannot happen did.
  kDisk,              // 74: disk full, I/O error, corrupt database.
  kTryLater,          // 75: a lease, a lock, a throttle; or interrupted.
  kProviderContract,  // 76: the provider broke its contract.
  kAuth,              // 77: the key is wrong or may not read this.
  kConfig,            // 78: settings, schema version, permissions.
};

struct [[nodiscard]] Error {
  ErrorCode code = ErrorCode::kInvariant;
  std::string message;

  // The same error with `where` put before its message, as "where: message".
  Error At(std::string_view where) const;
};

// The process's exit code for an error (DESIGN §7; sysexits.h).
int ExitCodeOf(ErrorCode code);

// "usage", "bad_input", …: the code's name in JSON and in logs.
std::string_view NameOf(ErrorCode code);

}  // namespace cognitrack
