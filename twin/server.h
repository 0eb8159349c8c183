// Server: the twin's API on a socket of the loopback interface, HTTP/1.1 with keep-alive, one
// thread a connection. Shows what no response can: resets in the middle of a body, and stalls.
#pragma once

#include <memory>

#include "base/result.h"
#include "twin/usage_api.h"

namespace cognitrack::twin {

class Server {
 public:
  // Listens on `address`, "127.0.0.1:0" for a free port, and serves in threads of its own until
  // Stop. kUsage for an address that is not loopback, kUnavailable where the port is taken. The API
  // must outlive the server.
  static Result<std::unique_ptr<Server>> Start(UsageApi& api, const std::string& address);
  ~Server();

  int port() const;
  // Ends every connection and waits for the threads. Safe to call twice.
  void Stop();

 private:
  class Listener;
  explicit Server(std::unique_ptr<Listener> listener);
  std::unique_ptr<Listener> listener_;
};

}  // namespace cognitrack::twin
