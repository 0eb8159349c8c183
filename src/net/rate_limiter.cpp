#include "net/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace cognitrack {

RateLimiter::RateLimiter(RateLimit limit, Clock& clock)
    : limit_(limit),
      clock_(clock),
      tokens_(std::max(limit.burst, 1.0)),
      refilled_at_(clock.Elapsed()) {}

std::chrono::milliseconds RateLimiter::Take() {
  if (limit_.per_minute <= 0) return std::chrono::milliseconds(0);
  const double per_ms = limit_.per_minute / 60'000;
  const std::chrono::milliseconds now = clock_.Elapsed();
  const auto passed = static_cast<double>((now - refilled_at_).count());
  tokens_ = std::min(tokens_ + passed * per_ms, std::max(limit_.burst, 1.0));
  refilled_at_ = now;
  tokens_ -= 1;
  if (tokens_ >= 0) return std::chrono::milliseconds(0);
  // A year at most, so that a limit next to nothing does not overflow.
  constexpr double kLongestMs = 365.0 * 86'400'000;
  const double wait_ms = std::min(std::ceil(-tokens_ / per_ms), kLongestMs);
  return std::chrono::milliseconds(static_cast<std::int64_t>(wait_ms));
}

}  // namespace cognitrack
