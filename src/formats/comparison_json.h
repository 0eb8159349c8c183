// Comparisons of versions as JSON, as the ledger records them and `shadow compare` prints them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "versions/pricing_comparison.h"
#include "versions/reading_comparison.h"

namespace cognitrack {

// Of that run; 0: it is not recorded. With at most `found_max` windows, or lines, that differ; how
// many there are is told apart.
std::string ComparisonJson(std::int64_t run, const ReadingComparison& comparison,
                           std::size_t found_max);
std::string ComparisonJson(std::int64_t run, const PricingComparison& comparison,
                           std::size_t found_max);

}  // namespace cognitrack
