// A server for one test, and what its tests say again and again.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "server/http_server.h"
#include "tests/support/raw_client.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {

inline std::unique_ptr<HttpServer> ServeOn(const std::string& address, const ServerLimits& limits,
                                           int threads, ServerHandler handler) {
  auto server = HttpServer::Listen(address, limits, threads, std::move(handler));
  CHECK(server.has_value(), "a free port can be had");
  return *std::move(server);
}

inline std::unique_ptr<HttpServer> Serve(ServerHandler handler, const ServerLimits& limits = {},
                                         int threads = 2) {
  return ServeOn("127.0.0.1:0", limits, threads, std::move(handler));
}

// Says what it was asked: "GET /path?query body".
inline ServerResponse Echo(const ServerRequest& request) {
  ServerResponse response;
  response.headers = {{"Content-Type", "text/plain"}};
  response.body = request.method + ' ' + request.path;
  if (!request.query.empty()) response.body += '?' + request.query;
  if (!request.body.empty()) response.body += ' ' + request.body;
  return response;
}

inline std::string Get(const std::string& target, const std::string& headers = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n";
}

// Nothing is "no response".
inline int StatusOf(const std::optional<RawResponse>& response) {
  return response ? response->status : 0;
}
inline std::string BodyOf(const std::optional<RawResponse>& response) {
  return response ? response->body : "(no response)";
}

}  // namespace cognitrack
