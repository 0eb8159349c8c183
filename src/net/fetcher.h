// Fetcher: the one retry and rate-limit layer over HttpTransport. It asks again after 408, 409,
// 425, 429, 5xx and passing transport failures, waits at least what Retry-After says (seconds or
// any HTTP date form, measured against the response's own Date), else full jitter with a floor;
// never asks more often than the token bucket allows, retries included; gives up after a bounded
// number of tries or a bounded time, and says so. All waiting goes through Clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

#include "base/clock.h"
#include "base/random.h"
#include "net/http.h"
#include "net/rate_limiter.h"
#include "net/retry.h"

namespace cognitrack {

struct FetchCounters {
  std::int64_t requests = 0;
  std::int64_t waits_ms = 0;   // Waited, for the rate limit and before retries.
  std::int64_t throttled = 0;  // Answers 429.
  std::int64_t retries = 0;
};

class Fetcher {
 public:
  Fetcher(HttpTransport& transport, Clock& clock, Random& random, RetryPolicy retry, RateLimit rate,
          HttpLimits limits);

  // The last response: any status that is not retried, or the one with which it gave up. The
  // reference stays valid until the next call. kTooLarge is returned at once, never retried.
  const HttpResponse& Get(const HttpRequest& request);

  // Asked while it waits; true ends the wait, and the request, as kInterrupted.
  void StopWhere(std::function<bool()> is_stopped) { is_stopped_ = std::move(is_stopped); }

  const FetchCounters& counters() const { return counters_; }
  // How often the last Get asked.
  int tries() const { return tries_; }

 private:
  bool Wait(std::chrono::milliseconds duration);
  bool Sleep(std::chrono::milliseconds duration);

  HttpTransport& transport_;
  Clock& clock_;
  Random& random_;
  RetryPolicy retry_;
  RateLimiter limiter_;
  HttpLimits limits_;
  std::function<bool()> is_stopped_;
  HttpResponse response_;
  FetchCounters counters_;
  int tries_ = 0;
};

}  // namespace cognitrack
