#include "net/retry.h"

#include <algorithm>

#include "net/http_date.h"

namespace cognitrack {
namespace {

using std::chrono::milliseconds;

// Longer than anybody waits; a longer Retry-After changes nothing and must not overflow.
constexpr std::int64_t kLongestWaitSeconds = 1'000'000'000;

std::string_view Trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::int64_t> ParseSeconds(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t seconds = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    seconds = std::min(seconds * 10 + (c - '0'), kLongestWaitSeconds);
  }
  return seconds;
}

milliseconds CeilingOf(int n, const RetryPolicy& policy) {
  milliseconds ceiling = policy.base;
  for (int i = 0; i < n && ceiling < policy.cap; ++i) ceiling *= 2;
  return std::min(ceiling, policy.cap);
}

milliseconds Uniform(milliseconds low, milliseconds high, Random& random) {
  if (high <= low) return low;
  const auto width = static_cast<std::uint64_t>((high - low).count()) + 1;
  return low + milliseconds(static_cast<std::int64_t>(random.Below(width)));
}

}  // namespace

bool IsRetryable(const HttpResponse& response) {
  switch (response.failure) {
    case HttpFailure::kResolve:
    case HttpFailure::kConnect:
    case HttpFailure::kTimeout:
    case HttpFailure::kTruncated:
      return true;
    case HttpFailure::kNotSent:
    case HttpFailure::kTls:
    case HttpFailure::kTooLarge:
    case HttpFailure::kBadEncoding:
    case HttpFailure::kInterrupted:
      return false;
    case HttpFailure::kNone:
      break;
  }
  const int status = response.status;
  return status == 408 || status == 409 || status == 425 || status == 429 ||
         (status >= 500 && status <= 599);
}

int TriesFor(const HttpResponse& response, const RetryPolicy& policy) {
  if (!IsRetryable(response)) return 1;
  const bool unreachable =
      response.failure == HttpFailure::kResolve || response.failure == HttpFailure::kConnect;
  return unreachable ? std::min(policy.unreachable_tries, policy.tries) : policy.tries;
}

std::optional<milliseconds> RetryAfter(std::string_view retry_after, std::string_view date_header,
                                       UtcSeconds now) {
  const std::string_view text = Trim(retry_after);
  if (const auto seconds = ParseSeconds(text)) return milliseconds(*seconds * 1'000);
  const auto until = ParseHttpDate(text, now);
  if (!until) return std::nullopt;
  const UtcSeconds sent = ParseHttpDate(Trim(date_header), now).value_or(now);
  const UtcSeconds wait = std::clamp<UtcSeconds>(*until - sent, 1, kLongestWaitSeconds);
  return milliseconds(wait * 1'000);
}

milliseconds WaitBefore(int n, const RetryPolicy& policy, bool throttled,
                        std::optional<milliseconds> retry_after, Random& random) {
  if (retry_after) {
    return *retry_after + Uniform(milliseconds(1), std::max(policy.base, milliseconds(1)), random);
  }
  const milliseconds ceiling = CeilingOf(n, policy);
  return Uniform(ceiling / (throttled ? 2 : 10), ceiling, random);
}

}  // namespace cognitrack
