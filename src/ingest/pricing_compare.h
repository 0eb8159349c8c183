// Comparing two price books: the use that is held is priced by both, day by day, and where costs
// are held the cost check is made with both. Nothing is stored.
#pragma once

#include <optional>

#include "ingest/book_in_force.h"
#include "ingest/compare_scope.h"
#include "versions/pricing_comparison.h"

namespace cognitrack {

// `bands`: also what the cost check says (BillBands); nothing: use alone, as after a pull.
// kTryLater where it was interrupted.
Result<PricingComparison> ComparePricing(const CompareScope& scope, const BookInForce& in_force,
                                         const BookInForce& candidate,
                                         const std::optional<BillBands>& bands,
                                         const CompareEnvironment& environment);

}  // namespace cognitrack
