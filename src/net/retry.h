// When to ask again, and how long to wait: arithmetic only.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/random.h"
#include "base/time.h"
#include "net/http.h"

namespace cognitrack {

struct RetryPolicy {
  int tries = 6;
  std::chrono::milliseconds base{1'000};       // The cap of the n-th wait is base · 2^n …
  std::chrono::milliseconds cap{60'000};       // … but never more than this.
  std::chrono::milliseconds give_up{600'000};  // No wait is begun that would end after this.
};

bool IsRetryable(const HttpResponse& response);

// Retry-After as seconds or as one of the three HTTP-date forms (RFC 9110 §10.2.3, §5.6.7), measured
// against `date_header` (else `now`). A date in the past is 1 s; garbage is nothing.
std::optional<std::chrono::milliseconds> RetryAfter(std::string_view retry_after,
                                                    std::string_view date_header, UtcSeconds now);

// The wait before try `n + 1` (n from 1): at least Retry-After where given, plus a positive jitter;
// else uniform in [floor, min(cap, base · 2^n)], the floor being half the cap for a 429 and a tenth
// for the rest.
std::chrono::milliseconds WaitBefore(int n, const RetryPolicy& policy, bool throttled,
                                     std::optional<std::chrono::milliseconds> retry_after,
                                     Random& random);

}  // namespace cognitrack
