// WideCount: a sum of 64-bit counts that cannot overflow in any ledger that fits a disk.
#pragma once

#include <string>

namespace cognitrack {

__extension__ typedef __int128 WideCount;
__extension__ typedef unsigned __int128 WideUnsigned;

// Plain decimal digits, with a minus sign where negative.
std::string ToText(WideCount count);

}  // namespace cognitrack
