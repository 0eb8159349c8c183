// How many files and connections this process may hold open.
#pragma once

#include <cstddef>

namespace cognitrack {

// Raises this process's own limit to `wanted` where the machine's hard limit allows it, and never
// lowers it. Gives what then holds.
std::size_t RaiseOpenFiles(std::size_t wanted);

}  // namespace cognitrack
