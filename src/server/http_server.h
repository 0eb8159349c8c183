// HttpServer: HTTP/1.1 over TCP or TLS for a handler that knows the routes; it knows none. The
// network runs on one thread, the handler on `threads` others, so that a slow one holds up nobody's
// bytes.
//
// It guarantees: limits on everything the other side sends (server/limits.h); one framing per
// request, 400 and the end of the connection where there is any doubt; requests of a connection
// answered in order, also when pipelined; HEAD without a body; lengths, Date, ETag of a whole GET
// (the handler's own where it sets one) with 304 for If-None-Match, gzip of whole texts over 1 KiB
// where the other side takes it; "100 Continue" where it is waited for; 503 with Retry-After where
// too many requests wait for a thread; 500, and the end of the connection, for an exception of the
// handler. With too many connections, or no file descriptor left, new ones wait. A TLS handshake
// has as long as the head of a request, and who speaks plain HTTP instead gets a 400; SIGHUP has
// certificate and key read anew, which no open connection notices.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"
#include "server/front.h"
#include "server/limits.h"
#include "server/message.h"
#include "server/rejection.h"
#include "server/upload.h"

namespace cognitrack {

class HttpServer {
 public:
  // Listens on an IP address and a port, "127.0.0.1:8080" or "[::1]:8080" (port 0: a free one), and
  // serves until Drain. kUsage for what is no address of this machine, kUnavailable where the port
  // is taken, kConfig where it may not be had.
  static Result<std::unique_ptr<HttpServer>> Listen(
      const std::string& address, const ServerLimits& limits, int threads, ServerHandler handler,
      OnRejection on_rejection = {}, ServerFront front = {}, UploadDesk uploads = {});
  // Drains without patience, and waits for handlers that still run: nothing can stop them.
  ~HttpServer();

  // With the real port.
  std::string address() const;

  // Connections that are open.
  std::size_t connections() const;

  // Takes no new connections, ends idle ones and waits for the requests in progress, each the last
  // of its connection; what is left after `patience` is cut. Returns when every connection is
  // closed. Safe to call twice; not from a handler.
  void Drain(std::chrono::milliseconds patience);

 private:
  class Network;
  explicit HttpServer(std::unique_ptr<Network> network);
  std::unique_ptr<Network> network_;
};

}  // namespace cognitrack
