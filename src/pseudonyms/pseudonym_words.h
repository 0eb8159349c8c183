// Readable names made from a hash: "Amber Falcon 3f9a1c2b".
#pragma once

#include <string>

#include "base/hash.h"

namespace cognitrack {

std::string ReadableName(const Hash256& hash);

}  // namespace cognitrack
