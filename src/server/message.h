// What a handler gets and gives: one request, whole, and its response.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace cognitrack {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

// Empty where the header is absent, the first one where there are several.
std::string_view HeaderOf(const HeaderList& headers, std::string_view lower_case_name);

struct ServerRequest {
  std::string method;  // "GET"; any token but CONNECT and TRACE.
  // "/api/v1/usage": percent-decoded once, so that it may hold any character but NUL; ".." stays.
  std::string path;
  std::string query;   // Raw, without '?'.
  HeaderList headers;  // Names in lower case; those of one name together, in their order.
  std::string body;
  std::string peer;  // The address of the other side, without its port.
  bool from_loopback = false;
  bool is_tls = false;

  std::string_view Header(std::string_view lower_case_name) const;
};

struct ServerResponse {
  int status = 200;  // 200 to 599.
  // Connection, Content-Length, Date and Transfer-Encoding are the server's own: left out here.
  HeaderList headers;
  std::string body;
  // A body of any length, sent piece by piece after `body`: gives the next piece, empty at the end.
  // An Error ends the connection without the last chunk, so that nobody takes a part for the whole.
  // Called, and destroyed, on the handlers' threads, one call at a time; not called for HEAD.
  std::function<Result<std::string>()> next_piece = {};
  // A body that tells what happens while it does (server-sent events), likewise: what there is to
  // tell by now, which may be nothing yet (empty); no value at its end. It is asked again after
  // `pause`, and no thread waits for that. It ends where the server drains.
  std::function<Result<std::optional<std::string>>()> news = {};
  std::chrono::milliseconds pause{500};
};

// Called on one of the server's threads, several at a time; may block.
using ServerHandler = std::function<ServerResponse(const ServerRequest&)>;

}  // namespace cognitrack
