// HttpTransport: the port to the network. One GET, no retry, no rate limit (net/fetcher.h has
// those), no cookie, no redirect. Failures of the transport are data: a fake injects them by
// returning them.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.h"

namespace cognitrack {

struct HttpRequest {
  std::string url;  // Absolute; never holds a secret.
  Secret bearer;    // Sent as "Authorization: Bearer …"; empty: not sent.
  std::vector<std::pair<std::string, std::string>> headers;
  // Of the server's public key (net/certificate_pin.h), which then stands for name and authority.
  std::string pin = {};
};

struct HttpLimits {
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds first_byte{30'000};
  std::chrono::milliseconds total{120'000};
  std::size_t body_bytes = 32U << 20;  // After gzip was undone; a larger body is kTooLarge.
};

enum class HttpFailure {
  kNone,
  kNotSent,  // The request cannot be written down: a header with a line break, a wrong URL.
  kResolve,  // Unknown host.
  kConnect,  // Refused or unreachable.
  kTls,      // Certificate or handshake: fails closed.
  kTimeout,
  kTruncated,  // The connection ended before the body did.
  kTooLarge,
  kBadEncoding,  // gzip that cannot be undone.
  kInterrupted,  // The process was asked to stop.
};
std::string_view NameOf(HttpFailure failure);

// A body has at least this much spare capacity behind it, which parsers may read (simdjson's
// padding).
inline constexpr std::size_t kBodyPadding = 64;

struct HttpResponse {
  HttpFailure failure = HttpFailure::kNone;
  std::string failure_detail;  // For people; no secret, no key.
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // Names in lower case.
  std::string body;

  // Empty where the header is absent.
  std::string_view Header(std::string_view lower_case_name) const;
  // Ready for the next answer; buffers are kept.
  void Clear();
};

class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  // Fills `response`, whose buffers are reused.
  virtual void Get(const HttpRequest& request, const HttpLimits& limits,
                   HttpResponse* response) = 0;
};

}  // namespace cognitrack
