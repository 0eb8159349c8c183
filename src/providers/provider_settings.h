// What a provider adapter is made from; the defaults suit every provider that we know.
#pragma once

#include <functional>
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
  // Whether a pull is to end: asked while the adapter waits for its turn or for another try. Null:
  // it ends with the process alone. Thread-safe.
  std::function<bool()> is_stopped = {};
  int reading = 1;  // Of the adapter's readings, that which is in force.
};

}  // namespace cognitrack
