// TwinTransport: the twin's API as an HttpTransport, without a socket. What the twin does to a
// connection comes out as the failure that a real transport would report: a reset is kTruncated, a
// stall kTimeout, a body over the limit kTooLarge; gzip is undone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "net/http.h"
#include "twin/usage_api.h"

namespace cognitrack {

class TwinTransport : public HttpTransport {
 public:
  // The API must outlive the transport.
  explicit TwinTransport(twin::UsageApi& api) : api_(api) {}

  void Get(const HttpRequest& request, const HttpLimits& limits, HttpResponse* response) override;

  // The URLs asked for, in order.
  std::vector<std::string> urls;

 private:
  twin::UsageApi& api_;
};

}  // namespace cognitrack
