// Password: which ones are taken, and how they are kept: Argon2id (libsodium) with 19 MiB and two
// passes, as a PHC string that tells its own parameters.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace cognitrack {

// kUsage, with what to do, for fewer than 8 characters, more than 1,024 bytes, one that is (but for
// case, digits and signs around it, and letters written as digits) a word that everybody tries
// first, the product's name or the account's, or one character over and over. Nothing else is
// asked for, and nothing is cut off.
Status CheckPassword(const Secret& password, std::string_view account_name);

// kUnavailable where there is no memory for it. About 50 ms of one core.
Result<std::string> HashPassword(const Secret& password);
// False for any other password, and for a hash that is none. As long as HashPassword takes.
bool IsPasswordOf(const std::string& hash, const Secret& password);
// Whether it was made with other parameters than HashPassword's.
bool NeedsNewHash(const std::string& hash);
// Of a password that nobody has: what a try for an unknown account is checked against, so that it
// takes as long as any other.
const std::string& NobodysHash();

}  // namespace cognitrack
