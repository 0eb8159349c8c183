#include "tests/support/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"

namespace cognitrack {
namespace {

int Listen(std::uint16_t* port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(listener >= 0, "a socket can be made");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  CHECK(bind(listener, generic, length) == 0, "a loopback port is free");
  CHECK(listen(listener, 8) == 0, "the socket can listen");
  CHECK(getsockname(listener, generic, &length) == 0, "the socket has a name");
  *port = ntohs(address.sin_port);
  return listener;
}

// The next request head on the connection; empty where the client has gone. What does not begin
// like HTTP (a TLS handshake) is given as far as it came.
std::string ReadHead(int connection) {
  std::string head;
  char byte = 0;
  if (recv(connection, &byte, 1, MSG_PEEK) == 1 && (byte < 'A' || byte > 'Z')) {
    head.resize(65'536);
    const ssize_t count = recv(connection, head.data(), head.size(), 0);
    head.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return head;
  }
  while (head.size() < 65'536 && recv(connection, &byte, 1, 0) == 1) {
    head.push_back(byte);
    if (head.size() >= 4 && head.compare(head.size() - 4, 4, "\r\n\r\n") == 0) return head;
  }
  return {};
}

// False where the client has gone before it took everything.
bool SendAll(int connection, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

void Finish(int connection, LoopbackServer::End end) {
  if (end == LoopbackServer::End::kHold) ReadHead(connection);
  if (end == LoopbackServer::End::kReset) {
    const linger at_once{1, 0};
    setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  close(connection);
}

}  // namespace

LoopbackServer::LoopbackServer(std::vector<Connection> connections)
    : connections_(std::move(connections)),
      listener_(Listen(&port_)),
      thread_([this] { Serve(); }) {}

LoopbackServer::~LoopbackServer() { Stop(); }

void LoopbackServer::Serve() {
  for (const Connection& script : connections_) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    ++connection_count_;
    for (const std::string& answer : script.answers) {
      std::string head = ReadHead(connection);
      if (head.empty()) break;
      requests_.push_back(std::move(head));
      if (!SendAll(connection, answer)) break;
    }
    Finish(connection, script.end);
  }
}

void LoopbackServer::Stop() {
  if (!thread_.joinable()) return;
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

std::string LoopbackServer::Url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

const std::vector<std::string>& LoopbackServer::Requests() {
  Stop();
  return requests_;
}

std::size_t LoopbackServer::ConnectionCount() {
  Stop();
  return connection_count_;
}

std::uint16_t LoopbackServer::FreePort() {
  std::uint16_t port = 0;
  close(Listen(&port));
  return port;
}

}  // namespace cognitrack
