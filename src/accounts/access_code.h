// AccessCode: a text of 256 random bits that lets somebody in: a session, a one-time link, an API
// token. Its owner has the text, the database its SHA-256.
#pragma once

#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/random.h"
#include "base/secret.h"

namespace cognitrack {

// What every API token begins with, so that a leaked one is known for what it is.
inline constexpr std::string_view kTokenPrefix = "ct_";

// The prefix and 64 hexadecimal digits.
Secret NewAccessCode(Random& random, std::string_view prefix = "");
Hash256 AccessCodeHash(std::string_view code);
// What a page sends beside its session's cookie, so that no page of another site can act with it:
// follows from the session's code alone, and leads back to nothing.
std::string CrossSiteToken(std::string_view session_code);

}  // namespace cognitrack
