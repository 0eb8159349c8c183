// How far apart two sums of money may be and still agree: exports carry the tails of doubles, so
// that each row may be off by its 10^14th part, and by 10^-12 at least (DESIGN §4). The tolerance
// of two sums is that of all their rows on both sides. Counts have none.
#pragma once

#include <algorithm>

#include "base/wide_count.h"

namespace cognitrack {

inline WideCount Distance(WideCount a, WideCount b) { return a < b ? b - a : a - b; }

// Of one row with a decimal of so many units (10^-12).
inline WideCount ToleranceOfRow(WideCount units) {
  constexpr WideCount kDivisor = 100'000'000'000'000;
  return std::max(WideCount{1}, Distance(units, 0) / kDivisor);
}

}  // namespace cognitrack
