// KillAtWrite: runs a program and kills it with SIGKILL at the moment when it would change
// something outside of itself for the n-th time: a write, a sync, a rename, what it sends to a
// database.
#pragma once

#include <string>
#include <vector>

#include "tests/support/process.h"

namespace cognitrack {

// Whether it got so far: false where it ended before its n-th write (counted from 1).
bool KillAtWrite(const std::vector<std::string>& command, const ProcessEnvironment& environment,
                 int number);

}  // namespace cognitrack
