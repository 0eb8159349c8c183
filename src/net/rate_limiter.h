// A token bucket on an injected clock: `per_minute` requests a minute, `burst` at once.
#pragma once

#include <chrono>

#include "base/clock.h"

namespace cognitrack {

struct RateLimit {
  double per_minute = 50;  // 0 or less: no limit.
  double burst = 10;
};

class RateLimiter {
 public:
  RateLimiter(RateLimit limit, Clock& clock);
  // How long to wait before the next request may go; takes the token.
  std::chrono::milliseconds Take();

 private:
  RateLimit limit_;
  Clock& clock_;
  double tokens_;
  std::chrono::milliseconds refilled_at_;
};

}  // namespace cognitrack
