// WideCount: a sum of 64-bit counts that cannot overflow in any ledger that fits a disk.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cognitrack {

__extension__ typedef __int128 WideCount;
__extension__ typedef unsigned __int128 WideUnsigned;

// Plain decimal digits, with a minus sign where negative.
std::string ToText(WideCount count);
// The inverse. Nothing for anything else than such digits, or where they do not fit.
std::optional<WideCount> WideCountFrom(std::string_view text);

}  // namespace cognitrack
