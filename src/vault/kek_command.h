// KekCommand: a program of the operator's that prints the key-encryption keys: a client of a key
// service, a password store. It is started without a shell, and bounded in time and output.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "vault/key_encryption_key.h"

namespace cognitrack {

struct KekCommandLimits {
  std::chrono::milliseconds time{10'000};
  std::size_t bytes = 16'384;
};

// Words apart by blanks; the first is the program, looked for in PATH. Its input is empty, its
// standard error is ours. kConfig where it cannot be started, fails, takes too long, says too much,
// or prints no key; what it printed is never quoted.
Result<KeyEncryptionKeys> KeksOfCommand(const std::string& command, KekCommandLimits limits = {});

}  // namespace cognitrack
