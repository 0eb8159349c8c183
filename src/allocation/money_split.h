// Splitting money so that nothing is lost: the parts add up to the whole to the last 10^-12.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "money/picos.h"
#include "usage/grain.h"
#include "usage/series.h"

namespace cognitrack {

// One part a share, in millionths of the whole, and last what they leave. What rounding down leaves
// over goes, 10^-12 each, to the parts that lost the most by it, of equal ones to the first. A
// negative amount is split as its counterpart. `shares` add up to at most kWholeShare (CHECK).
std::vector<Picos> SplitByShares(Picos amount, const std::vector<std::int64_t>& shares);

// An amount, and the dimension values it is for.
struct SeriesAmount {
  Series series;
  Picos amount;
  bool operator==(const SeriesAmount&) const = default;
};

// The same money split finer: for each of `coarse` (whose series are different, at `grain`) its
// parts out of `fine`, in order of their series. Both sides may carry the tails of doubles
// (DESIGN §4, money): where they agree within them, the largest part takes the difference, so that
// the parts add up to the coarse amount exactly. Nothing where they do not agree.
std::optional<std::vector<std::vector<SeriesAmount>>> FinerParts(
    const std::vector<SeriesAmount>& coarse, const std::vector<SeriesAmount>& fine,
    const Grain& grain);

}  // namespace cognitrack
