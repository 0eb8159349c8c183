// A server on 127.0.0.1 for one test: it takes connections one after another and answers each
// request on them with the next bytes of its script, exactly as given. After the last answer of a
// connection it closes, resets, or holds still until the client goes.
#pragma once

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace cognitrack {

class LoopbackServer {
 public:
  enum class End { kClose, kReset, kHold };
  struct Connection {
    std::vector<std::string> answers;
    End end = End::kClose;
  };

  explicit LoopbackServer(std::vector<Connection> connections);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::uint16_t port() const { return port_; }
  // "http://127.0.0.1:<port><path>".
  std::string Url(const std::string& path) const;
  // Every request head, in order. Ends the server: call it after the last request.
  const std::vector<std::string>& Requests();
  // How many connections were made. Ends the server, too.
  std::size_t ConnectionCount();

  // A port on 127.0.0.1 on which nobody listens.
  static std::uint16_t FreePort();

 private:
  void Serve();
  void Stop();

  std::vector<Connection> connections_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::vector<std::string> requests_;
  std::size_t connection_count_ = 0;
  std::thread thread_;
};

}  // namespace cognitrack
