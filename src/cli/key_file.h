// The file that holds the key of pseudonyms: readable by its owner alone, made where there is none.
#pragma once

#include <string>

#include "base/random.h"
#include "base/result.h"
#include "pseudonyms/pseudonym_key.h"

namespace cognitrack {

struct KeyFile {
  PseudonymKey key;
  bool was_made = false;
};

// kConfig for a file that others than its owner may read, that holds no key, or that cannot be read
// or made.
Result<KeyFile> OpenKeyFile(const std::string& path, Random& random);

}  // namespace cognitrack
