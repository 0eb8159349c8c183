// What a provider adapter is made from; the defaults suit every provider that we know.
#pragma once

#include <string>

#include "base/secret.h"
#include "net/fetcher.h"

namespace cognitrack {

struct ProviderSettings {
  std::string base_url;  // Pinned: nothing is ever asked of another origin.
  Secret admin_key;
  RateLimit rate;
  RetryPolicy retry;
  HttpLimits limits;
  int reading = 1;  // Of the adapter's readings, that which is in force.
};

}  // namespace cognitrack
