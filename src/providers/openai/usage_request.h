// The request for one page of a surface (GET /organization/usage/…, /organization/costs). Array
// parameters are repeated
// (`group_by=a&group_by=b`), which OpenAI's curl documentation shows; every value is
// percent-encoded, the page token too, which is opaque and never an address.
#pragma once

#include <string>

#include "base/time.h"
#include "providers/base_url.h"
#include "usage/grain.h"
#include "usage/surface.h"

namespace cognitrack {

// Daily buckets that one page may hold.
inline constexpr int kBucketsPerPageMax = 31;

struct UsageRequest {
  const Surface* surface = nullptr;
  Day start;
  UtcSeconds end_time = 0;  // Fixed for a whole query: a token is refused after any change.
  Grain grain;
  int limit = kBucketsPerPageMax;
  std::string page;  // The token; empty for the first page.
};

std::string UsageUrl(const BaseUrl& base, const UsageRequest& request);

// "/v1/organization/usage/completions": how messages name the surface.
std::string UsagePath(const BaseUrl& base, const Surface& surface);

}  // namespace cognitrack
