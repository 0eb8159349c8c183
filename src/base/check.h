// CHECK: an invariant that holds unless the program itself is wrong. Stays on in release builds,
// prints what and where to stderr, and aborts: a ledger that is wrong about itself must not go on.
#pragma once

namespace cognitrack {

[[noreturn]] void CheckFailed(const char* condition, const char* what, const char* file, int line);

#define CHECK(condition, what)                                                         \
  do {                                                                                 \
    if (!(condition)) ::cognitrack::CheckFailed(#condition, what, __FILE__, __LINE__); \
  } while (false)

}  // namespace cognitrack
