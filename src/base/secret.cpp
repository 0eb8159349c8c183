#include "base/secret.h"

#include <sodium.h>

namespace cognitrack {

Secret::~Secret() { sodium_memzero(value_.data(), value_.size()); }

}  // namespace cognitrack
