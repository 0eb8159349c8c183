#include "tests/support/postgres_cutter.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "base/check.h"

namespace cognitrack {
namespace {

constexpr int kWaitMs = 50;

sockaddr_in Loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int ConnectTo(int port) {
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(port);
  const bool ok =
      connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  CHECK(ok, "the server takes a connection");
  return connection;
}

// What came, sent on; nothing at the end of the connection.
std::string_view Forward(int from, int to, std::array<char, 65'536>* buffer) {
  const ssize_t size = recv(from, buffer->data(), buffer->size(), 0);
  if (size <= 0) return {};
  for (ssize_t sent = 0; sent < size;) {
    const ssize_t part =
        send(to, buffer->data() + sent, static_cast<std::size_t>(size - sent), MSG_NOSIGNAL);
    if (part <= 0) return {};
    sent += part;
  }
  return {buffer->data(), static_cast<std::size_t>(size)};
}

}  // namespace

PostgresCutter::PostgresCutter(const PostgresServer& server) : server_port_(server.port()) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  CHECK(bind(listener_, any, size) == 0 && listen(listener_, 4) == 0, "a port of loopback is free");
  CHECK(getsockname(listener_, any, &size) == 0, "a socket knows its port");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

PostgresCutter::~PostgresCutter() {
  stopping_ = true;
  thread_.join();
  close(listener_);
}

std::string PostgresCutter::Uri(const std::string& database) const {
  return "postgresql://postgres@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

// One connection after the other.
void PostgresCutter::Serve() {
  while (!stopping_) {
    pollfd waiting = {listener_, POLLIN, 0};
    if (poll(&waiting, 1, kWaitMs) != 1) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const int server = ConnectTo(server_port_);
    Carry(client, server);
    close(client);
    close(server);
  }
}

void PostgresCutter::Carry(int client, int server) {
  // A simple query: 'Q', four bytes of length, the text.
  constexpr std::string_view kCommit("COMMIT\0", 7);
  std::array<char, 65'536> buffer;
  while (!stopping_) {
    std::array<pollfd, 2> ends = {{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    if (poll(ends.data(), ends.size(), kWaitMs) < 1) continue;
    if (ends[1].revents != 0 && Forward(server, client, &buffer).empty()) return;
    if (ends[0].revents == 0) continue;
    const std::string_view sent = Forward(client, server, &buffer);
    if (sent.empty()) return;
    const bool commits = sent.size() == 12 && sent.substr(5) == kCommit;
    if (!commits || !armed_.exchange(false)) continue;
    // The server has committed once it answers.
    fired_ = recv(server, buffer.data(), buffer.size(), 0) > 0;
    return;
  }
}

}  // namespace cognitrack
