#include "server/http_server.h"

#include <fcntl.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <optional>
#include <unordered_set>

#include "base/check.h"
#include "server/connection.h"

namespace cognitrack {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using SystemError = boost::system::error_code;
using NetworkAcceptor = asio::basic_socket_acceptor<Tcp, NetworkExecutor>;

constexpr asio::as_tuple_t<asio::use_awaitable_t<NetworkExecutor>> kAwait{};
// Without a descriptor for it, a connection is tried again when another one ends, or so often.
constexpr std::chrono::milliseconds kAcceptAgain{100};
constexpr std::chrono::hours kADay{24};

std::optional<Tcp::endpoint> ParseAddress(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (bad != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  const bool is_bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (is_bracketed) host = host.substr(1, host.size() - 2);
  SystemError failed;
  const asio::ip::address address = asio::ip::make_address(std::string(host), failed);
  if (failed || address.is_v6() != is_bracketed) return std::nullopt;
  return Tcp::endpoint(address, port);
}

Error CannotListen(const std::string& address, std::uint16_t port, const SystemError& failed) {
  const std::string what = "cannot listen on " + address + ": " + failed.message();
  if (failed == asio::error::address_in_use) {
    return {ErrorCode::kUnavailable, what + "; 'ss -ltnp sport = :" + std::to_string(port) +
                                         "' tells which program has the port"};
  }
  if (failed == asio::error::access_denied) {
    return {ErrorCode::kConfig, what + "; ports below 1024 are the administrator's"};
  }
  if (failed == boost::system::errc::address_not_available) {
    return {ErrorCode::kUsage, what + "; 'ip address' tells the addresses of this machine"};
  }
  return {ErrorCode::kUnavailable, what};
}

}  // namespace

class HttpServer::Network {
 public:
  Network(const ServerLimits& limits, int threads, ServerHandler handler, OnRejection on_rejection,
          ServerFront front, UploadDesk uploads)
      : network_(1),
        handlers_(static_cast<std::size_t>(std::max(threads, 1))),
        surroundings_{limits,
                      std::move(handler),
                      network_.get_executor(),
                      handlers_.get_executor(),
                      std::move(on_rejection),
                      std::move(front),
                      std::move(uploads)},
        acceptor_(network_.get_executor()),
        hang_ups_(network_.get_executor()),
        room_(network_.get_executor()) {}

  ~Network() {
    Drain(std::chrono::milliseconds(0));
    // Coroutines come home to the network's thread, so that it has to be there for them.
    network_.join();
    handlers_.join();
  }

  SystemError Listen(const Tcp::endpoint& endpoint) {
    SystemError failed;
    acceptor_.open(endpoint.protocol(), failed);
    if (!failed) fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);
    if (!failed) acceptor_.set_option(Tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    if (!failed) endpoint_ = acceptor_.local_endpoint(failed);
    return failed;
  }

  void Serve() {
    asio::co_spawn(network_, Accept(), [](const std::exception_ptr& failed) {
      CHECK(!failed, "a server goes on accepting");
    });
    if (surroundings_.front.tls == nullptr) return;
    SystemError ignored;
    hang_ups_.add(SIGHUP, ignored);
    AwaitHangUp();
  }

  std::size_t connections() const { return open_connections_; }
  const Tcp::endpoint& endpoint() const { return endpoint_; }

  void Drain(std::chrono::milliseconds patience) {
    asio::post(network_, [this] { BeginDrain(); });
    std::unique_lock<std::mutex> lock(ending_);
    // A wait for ever would end before it began: the clock would overflow.
    const std::chrono::milliseconds most = std::min<std::chrono::milliseconds>(patience, kADay);
    if (ended_.wait_for(lock, most, [this] { return has_ended_; })) return;
    lock.unlock();
    asio::post(network_, [this] {
      while (!connections_.empty()) End(*connections_.begin());
    });
    lock.lock();
    ended_.wait(lock, [this] { return has_ended_; });
  }

 private:
  using ConnectionPointer = std::shared_ptr<Connection>;

  void AwaitHangUp() {
    hang_ups_.async_wait([this](const SystemError& stopped, int) {
      if (stopped) return;
      const ServerFront& front = surroundings_.front;
      const Status reloaded = front.tls->Reload();
      if (front.on_reload) front.on_reload(reloaded);
      AwaitHangUp();
    });
  }

  Awaitable<void> Accept() {
    while (!surroundings_.draining) {
      if (connections_.size() >= surroundings_.limits.connections) {
        room_.expires_at(NetworkTimer::time_point::max());
        co_await room_.async_wait(kAwait);
        continue;
      }
      auto [failed, socket] = co_await acceptor_.async_accept(kAwait);
      if (surroundings_.draining) co_return;
      if (!failed) {
        Start(std::move(socket));
        continue;
      }
      room_.expires_after(kAcceptAgain);
      co_await room_.async_wait(kAwait);
    }
  }

  void Start(NetworkSocket socket) {
    auto connection = std::make_shared<Connection>(std::move(socket), surroundings_);
    connections_.insert(connection);
    open_connections_ = connections_.size();
    asio::co_spawn(network_, connection->Serve(),
                   [this, connection](const std::exception_ptr&) { End(connection); });
  }

  // A reference into the set would not outlive the erasing.
  void End(ConnectionPointer connection) {
    connection->Cut();
    connections_.erase(connection);
    open_connections_ = connections_.size();
    room_.cancel();
    TellIfEnded();
  }

  void BeginDrain() {
    surroundings_.draining = true;
    SystemError ignored;
    acceptor_.close(ignored);
    hang_ups_.cancel(ignored);
    room_.cancel();
    for (const ConnectionPointer& connection : connections_) connection->EndIfIdle();
    TellIfEnded();
  }

  void TellIfEnded() {
    if (!surroundings_.draining || !connections_.empty()) return;
    const std::lock_guard<std::mutex> lock(ending_);
    has_ended_ = true;
    ended_.notify_all();
  }

  asio::thread_pool network_;  // One thread; all that follows is its own but for the last four.
  asio::thread_pool handlers_;
  ConnectionSurroundings surroundings_;
  NetworkAcceptor acceptor_;
  asio::basic_signal_set<NetworkExecutor> hang_ups_;  // SIGHUP, where there is TLS.
  NetworkTimer room_;                                 // Waits for room for another connection.
  std::unordered_set<ConnectionPointer> connections_;
  Tcp::endpoint endpoint_;
  std::atomic<std::size_t> open_connections_ = 0;
  std::mutex ending_;
  std::condition_variable ended_;
  bool has_ended_ = false;
};

Result<std::unique_ptr<HttpServer>> HttpServer::Listen(const std::string& address,
                                                       const ServerLimits& limits, int threads,
                                                       ServerHandler handler,
                                                       OnRejection on_rejection, ServerFront front,
                                                       UploadDesk uploads) {
  const std::optional<Tcp::endpoint> endpoint = ParseAddress(address);
  if (!endpoint) {
    return Error{ErrorCode::kUsage, "'" + address +
                                        "': expected an IP address and a port, such as "
                                        "127.0.0.1:8080 or [::1]:8080 (port 0 picks one)"};
  }
  auto network =
      std::make_unique<Network>(limits, threads, std::move(handler), std::move(on_rejection),
                                std::move(front), std::move(uploads));
  if (const SystemError failed = network->Listen(*endpoint)) {
    return CannotListen(address, endpoint->port(), failed);
  }
  network->Serve();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(network)));
}

HttpServer::HttpServer(std::unique_ptr<Network> network) : network_(std::move(network)) {}

HttpServer::~HttpServer() = default;

std::string HttpServer::address() const {
  const Tcp::endpoint& endpoint = network_->endpoint();
  const std::string host = endpoint.address().to_string();
  const std::string shown = endpoint.address().is_v6() ? '[' + host + ']' : host;
  return shown + ':' + std::to_string(endpoint.port());
}

std::size_t HttpServer::connections() const { return network_->connections(); }

void HttpServer::Drain(std::chrono::milliseconds patience) { network_->Drain(patience); }

}  // namespace cognitrack
