// KekPlace: where the key-encryption keys come from: a file, the environment, a command, or, where
// none of these is set, a file in the data directory that the first use which seals makes.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "vault/key_encryption_key.h"

namespace cognitrack {

struct KekSettings {
  std::optional<std::string> file;     // COGNITRACK_KEK_FILE.
  Secret value;                        // COGNITRACK_KEK; empty: not set.
  std::optional<std::string> command;  // COGNITRACK_KEK_COMMAND.
  std::string own_file;                // In the data directory.
};

class KekPlace {
 public:
  // kConfig where more than one of them is set.
  static Result<KekPlace> Of(KekSettings settings);

  // Reads it anew each time: another process may have rotated it. Nothing where there is none yet,
  // which can be said of the own file alone; one that was named must be there (kConfig).
  Result<std::optional<KeyEncryptionKeys>> Read() const;

  // For people: "the file /srv/kek", "COGNITRACK_KEK".
  std::string Text() const;
  // The file, where the keys stand in one and can be exchanged.
  std::optional<std::string> file() const;
  // Whether it is the own file, which may be made.
  bool IsOwn() const;

 private:
  explicit KekPlace(KekSettings settings) : settings_(std::move(settings)) {}

  KekSettings settings_;
};

}  // namespace cognitrack
