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
  int unreachable_tries = 3;                   // Where no connection comes about at all.
  std::chrono::milliseconds base{1'000};       // The cap of the n-th wait is base · 2^n …
  std::chrono::milliseconds cap{60'000};       // … but never more than this.
  std::chrono::milliseconds give_up{600'000};  // No wait is begun that would end after this.
};

// 408, 409, 425, 429, 5xx; a host that is not found, refuses or stalls; a body cut short. Not: TLS
// (fails closed), a body too large, gzip that cannot be undone, a wish to stop, any other status.
bool IsRetryable(const HttpResponse& response);

// How many tries `response` may have, this one included.
int TriesFor(const HttpResponse& response, const RetryPolicy& policy);

// Retry-After as seconds or as one of the three HTTP-date forms (RFC 9110 §10.2.3, §5.6.7),
// measured against `date_header` (else `now`). A date that is not in the future is 1 s; garbage is
// nothing.
std::optional<std::chrono::milliseconds> RetryAfter(std::string_view retry_after,
                                                    std::string_view date_header, UtcSeconds now);

// The wait before try `n + 1` (n from 1): at least Retry-After where given, plus a positive jitter;
// else uniform in [floor, ceiling], the ceiling being min(cap, base · 2^n) and the floor half of it
// for a 429, a tenth for the rest.
std::chrono::milliseconds WaitBefore(int n, const RetryPolicy& policy, bool throttled,
                                     std::optional<std::chrono::milliseconds> retry_after,
                                     Random& random);

}  // namespace cognitrack
