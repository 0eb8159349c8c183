// Whether a text can be an admin key at all, before anything is asked with it.
#pragma once

#include "base/result.h"
#include "base/secret.h"

namespace cognitrack {

// kAuth where it is empty or could not stand in a header.
Status CheckAdminKey(const Secret& key);

}  // namespace cognitrack
