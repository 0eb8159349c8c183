// A made-up organisation that is the same on every machine for the same seed: projects, keys,
// users, dated models (one fine-tune, one with dots), tiers, batch, api_source; records without a
// key or a user; days without use; keys with two lots on one day. Every record obeys the identities
// input = cached + cache_write + uncached, each split by modality in turn.
//
// A day depends on the seed and its date alone, not on the range asked: two ranges of one seed
// agree where they overlap.
#pragma once

#include <cstdint>

#include "twin/organisation.h"

namespace cognitrack::twin {

enum class Profile {
  kPlain,        // No cached input.
  kCachedHeavy,  // Most input is cached; cache writes in both lifetimes.
  kMoney,        // Every surface, and what was billed (twin/money_profile.h).
};

struct SeededOptions {
  std::uint64_t seed = 1;
  Day first_day;
  int days = 30;
  // Distinct keys on a day with use: the number of rows of the API at its finest grouping.
  int rows_per_day = 40;
  Profile profile = Profile::kCachedHeavy;
  // Multiplies requests, and tokens with them; at most 1,000,000.
  std::int64_t volume = 1;
};

Organisation MakeSeededOrganisation(const SeededOptions& options);

}  // namespace cognitrack::twin
