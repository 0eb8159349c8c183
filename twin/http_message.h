// What goes in and out of the twin's API: an HTTP request and response without a socket.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cognitrack::twin {

using SharedText = std::shared_ptr<const std::string>;

struct TwinRequest {
  std::string method = "GET";
  std::string target;         // "/v1/organization/usage/completions?start_time=…"
  std::string authorization;  // The header's value; empty: not sent.
};

// How the body is to be sent. The response's Content-Length is always that of the whole body.
enum class Delivery {
  kWhole,
  kReset,  // `sent_bytes` of the body, then the connection is reset.
  kStall,  // `sent_bytes` of the body, then nothing until the client goes away.
};

struct TwinResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // Names in lower case.
  std::vector<SharedText> parts;  // The body, in pieces that may be shared between responses.
  Delivery delivery = Delivery::kWhole;
  std::size_t sent_bytes = 0;

  std::size_t BodySize() const;
  std::string Body() const;
  void SetBody(std::string body);
  // Empty where the header is absent.
  std::string_view Header(std::string_view lower_case_name) const;
};

}  // namespace cognitrack::twin
