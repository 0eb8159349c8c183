// Row identities: sums that the provider's splits should obey. A broken one is reported with its
// row; it never refuses, parks or changes an exit code.
//
// Source: providers.md §1.3, after the OpenAPI document 2.3.0 (example 5000 = 1800 + 200 + 3000).
#pragma once

#include <string>
#include <vector>

#include "base/wide_count.h"
#include "usage/metrics.h"

namespace cognitrack {

struct BrokenIdentity {
  std::string identity;  // "input_tokens = input_cached_tokens + input_cache_write_tokens + …"
  std::int64_t left = 0;
  WideCount right = 0;
};

// Identities whose every term the row reports (a cache write that is not reported counts as part of
// none) and that do not hold. Sums are taken in 128 bits.
std::vector<BrokenIdentity> BrokenIdentitiesOf(const MetricValues& row);

}  // namespace cognitrack
