// KekFile: the file that key-encryption keys are kept in. It belongs to whoever runs the program,
// and nobody else may look into it.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "vault/key_encryption_key.h"

namespace cognitrack {

// Nothing where there is no such file. kConfig, naming path and mode, where another may read or
// write it or it belongs to another; kConfig for what is in it, too.
Result<std::optional<KeyEncryptionKeys>> ReadKekFile(const std::string& path);

// A new file, mode 0600, whole or not at all, on the disk before this returns. kTryLater where one
// came to be there meanwhile; kDisk.
Status MakeKekFile(const std::string& path, const KeyEncryptionKeys& keys);

// Puts others in the place of those in it, likewise. Two callers at one time must not be.
Status ReplaceKekFile(const std::string& path, const KeyEncryptionKeys& keys);

}  // namespace cognitrack
