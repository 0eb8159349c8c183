#include "net/fetcher.h"

#include <algorithm>

namespace cognitrack {

Fetcher::Fetcher(HttpTransport& transport, Clock& clock, Random& random, RetryPolicy retry,
                 RateLimit rate, HttpLimits limits)
    : transport_(transport),
      clock_(clock),
      random_(random),
      retry_(retry),
      limiter_(rate, clock),
      limits_(limits) {}

bool Fetcher::Wait(std::chrono::milliseconds duration) {
  if (duration.count() <= 0) return true;
  const auto began = clock_.Elapsed();
  const bool slept = Sleep(duration);
  counters_.waits_ms += (clock_.Elapsed() - began).count();
  if (slept) return true;
  response_.Clear();
  response_.failure = HttpFailure::kInterrupted;
  response_.failure_detail = "asked to stop while waiting";
  return false;
}

// A clock knows the wish of the process alone.
bool Fetcher::Sleep(std::chrono::milliseconds duration) {
  constexpr std::chrono::milliseconds kSlice{250};
  if (!is_stopped_) return clock_.Sleep(duration);
  for (; duration.count() > 0; duration -= kSlice) {
    if (is_stopped_() || !clock_.Sleep(std::min(duration, kSlice))) return false;
  }
  return true;
}

const HttpResponse& Fetcher::Get(const HttpRequest& request) {
  const auto began = clock_.Elapsed();
  for (tries_ = 1;; ++tries_) {
    if (!Wait(limiter_.Take())) return response_;
    response_.Clear();
    transport_.Get(request, limits_, &response_);
    ++counters_.requests;
    const bool throttled = response_.failure == HttpFailure::kNone && response_.status == 429;
    if (throttled) ++counters_.throttled;
    if (tries_ >= TriesFor(response_, retry_)) return response_;

    const auto asked_for =
        RetryAfter(response_.Header("retry-after"), response_.Header("date"), clock_.Now());
    const auto wait = WaitBefore(tries_, retry_, throttled, asked_for, random_);
    if (clock_.Elapsed() - began + wait > retry_.give_up) return response_;
    ++counters_.retries;
    if (!Wait(wait)) return response_;
  }
}

}  // namespace cognitrack
