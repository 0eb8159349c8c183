// server_bench: our HTTP server beside a bare one on Beast's coroutines that sends the same body,
// by turns, each asked by 64 connections of one client thread. Prints "<requests/s> <p99 in
// microseconds>" of the bare one, of ours, and the MiB that 9,000 idle connections add to ours.
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "base/check.h"
#include "server/http_server.h"

namespace cognitrack {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using SteadyClock = std::chrono::steady_clock;

constexpr int kConnections = 64;
constexpr int kRounds = 5;
constexpr int kHandlerThreads = 2;
constexpr int kIdleConnections = 9'000;  // Both ends are here, of at most 20,000 descriptors.
constexpr std::chrono::milliseconds kRound{1'000};
const std::string kBody(1'000, 'x');
const std::string kRequest = "GET /api/v1/usage HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";

asio::awaitable<void> ServeBare(asio::ip::tcp::socket socket) {
  boost::beast::flat_buffer buffer;
  while (true) {
    http::request<http::string_body> request;
    co_await http::async_read(socket, buffer, request, asio::use_awaitable);
    http::response<http::string_body> response(http::status::ok, request.version());
    response.set(http::field::content_type, "application/json");
    response.body() = kBody;
    response.prepare_payload();
    co_await http::async_write(socket, response, asio::use_awaitable);
  }
}

asio::awaitable<void> AcceptBare(asio::ip::tcp::acceptor& acceptor) {
  while (true) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(asio::ip::tcp::no_delay(true));
    asio::co_spawn(acceptor.get_executor(), ServeBare(std::move(socket)), asio::detached);
  }
}

int ConnectTo(std::uint16_t port) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  CHECK(connection >= 0, "a process may have 20,000 descriptors (ulimit -Hn)");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
        "the server listens");
  return connection;
}

struct Client {
  int connection = -1;
  std::size_t received = 0;
  SteadyClock::time_point asked;

  void Ask() {
    received = 0;
    asked = SteadyClock::now();
    CHECK(send(connection, kRequest.data(), kRequest.size(), 0) ==
              static_cast<ssize_t>(kRequest.size()),
          "a request fits into a socket's buffer");
  }
};

struct Figures {
  double per_second = 0;
  std::vector<std::int64_t> microseconds;
};

// Every response of a server is as long as its first.
std::size_t SizeOfResponse(std::uint16_t port) {
  Client client{ConnectTo(port), 0, {}};
  client.Ask();
  std::string bytes;
  std::array<char, 65'536> buffer{};
  while (bytes.find("\r\n\r\n") == bytes.npos ||
         bytes.size() < bytes.find("\r\n\r\n") + 4 + kBody.size()) {
    const ssize_t count = recv(client.connection, buffer.data(), buffer.size(), 0);
    CHECK(count > 0, "the server answers");
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
  }
  close(client.connection);
  return bytes.size();
}

void AskFor(std::uint16_t port, std::chrono::milliseconds duration, Figures* figures) {
  const std::size_t size = SizeOfResponse(port);
  const int poll = epoll_create1(0);
  std::vector<Client> clients(kConnections);
  for (Client& client : clients) {
    client.connection = ConnectTo(port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &client;
    epoll_ctl(poll, EPOLL_CTL_ADD, client.connection, &event);
    client.Ask();
  }
  const auto begun = SteadyClock::now();
  std::int64_t responses = 0;
  std::array<char, 65'536> buffer{};
  std::array<epoll_event, kConnections> events{};
  while (SteadyClock::now() - begun < duration) {
    const int ready = epoll_wait(poll, events.data(), kConnections, 1'000);
    for (int i = 0; i < ready; ++i) {
      Client& client = *static_cast<Client*>(events.at(static_cast<std::size_t>(i)).data.ptr);
      const ssize_t count = recv(client.connection, buffer.data(), buffer.size(), 0);
      CHECK(count > 0, "the server keeps the connection");
      client.received += static_cast<std::size_t>(count);
      if (client.received < size) continue;
      figures->microseconds.push_back(
          std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - client.asked)
              .count());
      ++responses;
      client.Ask();
    }
  }
  const std::chrono::duration<double> taken = SteadyClock::now() - begun;
  figures->per_second =
      std::max(figures->per_second, static_cast<double>(responses) / taken.count());
  for (const Client& client : clients) close(client.connection);
  close(poll);
}

void Print(Figures* figures) {
  auto& times = figures->microseconds;
  const auto p99 = times.begin() + static_cast<std::ptrdiff_t>(times.size() * 99 / 100);
  std::nth_element(times.begin(), p99, times.end());
  std::printf("%.0f %lld ", figures->per_second, static_cast<long long>(*p99));
}

long ResidentKiB() {
  std::FILE* status = std::fopen("/proc/self/statm", "r");
  long total = 0;
  long resident = 0;
  CHECK(status != nullptr && std::fscanf(status, "%ld %ld", &total, &resident) == 2,
        "Linux tells a process its size");
  std::fclose(status);
  return resident * (sysconf(_SC_PAGESIZE) / 1'024);
}

// Both ends of a connection are in this process; only the server's has memory here.
double MiBOfIdleConnections(std::uint16_t port) {
  const long before = ResidentKiB();
  std::vector<int> connections;
  for (int i = 0; i < kIdleConnections; ++i) connections.push_back(ConnectTo(port));
  SizeOfResponse(port);  // Answered last, so that all others have been accepted.
  const long after = ResidentKiB();
  for (const int connection : connections) close(connection);
  return static_cast<double>(after - before) / 1'024;
}

int Main() {
  rlimit descriptors{};
  getrlimit(RLIMIT_NOFILE, &descriptors);
  descriptors.rlim_cur = descriptors.rlim_max;
  setrlimit(RLIMIT_NOFILE, &descriptors);
  asio::io_context context(1);
  asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  asio::co_spawn(context, AcceptBare(acceptor), asio::detached);
  const std::uint16_t bare_port = acceptor.local_endpoint().port();
  std::thread bare_thread([&] { context.run(); });

  ServerLimits limits;
  limits.connections = 20'000;
  const auto server =
      HttpServer::Listen("127.0.0.1:0", limits, kHandlerThreads, [](const ServerRequest&) {
        ServerResponse response;
        response.headers = {{"Content-Type", "application/json"}};
        response.body = kBody;
        return response;
      });
  CHECK(server.has_value(), "a port is free");
  const std::string address = (*server)->address();
  const auto port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));

  Figures bare;
  Figures ours;
  for (int round = 0; round < kRounds; ++round) {
    AskFor(bare_port, kRound, &bare);
    AskFor(port, kRound, &ours);
  }
  Print(&bare);
  Print(&ours);
  std::printf("%.1f\n", MiBOfIdleConnections(port));
  context.stop();
  bare_thread.join();
  return 0;
}

}  // namespace
}  // namespace cognitrack

int main() { return cognitrack::Main(); }
