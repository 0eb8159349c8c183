#include "twin/server.h"

#include <sys/socket.h>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <list>
#include <mutex>
#include <sstream>
#include <thread>

namespace cognitrack::twin {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;

// The head of the response as it goes over the wire.
std::string HeadOf(const TwinResponse& response, bool keep_alive) {
  http::response<http::empty_body> head;
  head.version(11);
  head.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers) head.set(name, value);
  head.content_length(response.BodySize());
  head.keep_alive(keep_alive);
  std::ostringstream text;
  text << head.base();
  return text.str();
}

// The first `bytes` of the body, without copying it.
std::vector<asio::const_buffer> BuffersOf(const TwinResponse& response, const std::string& head,
                                          std::size_t bytes) {
  std::vector<asio::const_buffer> buffers{asio::buffer(head)};
  for (const SharedText& part : response.parts) {
    const std::size_t sent = std::min(bytes, part->size());
    if (sent == 0) continue;
    buffers.emplace_back(part->data(), sent);
    bytes -= sent;
  }
  return buffers;
}

// One client, served on a thread of its own.
class Connection {
 public:
  Connection(Tcp::socket socket, UsageApi& api) : socket_(std::move(socket)), api_(api) {}

  void Serve() {
    boost::system::error_code failed;
    socket_.set_option(Tcp::no_delay(true), failed);
    boost::beast::flat_buffer buffer;
    bool open = true;
    while (open) {
      http::request<http::string_body> request;
      http::read(socket_, buffer, request, failed);
      if (failed) break;
      open = Answer(request);
    }
    done_ = true;
  }

  // Wakes the thread out of whatever it waits for.
  void Shutdown() {
    const std::lock_guard<std::mutex> lock(closing_);
    ::shutdown(socket_.native_handle(), SHUT_RDWR);
  }
  bool done() const { return done_; }

 private:
  // False where the connection is to end.
  bool Answer(const http::request<http::string_body>& request) {
    TwinRequest asked;
    asked.method = std::string(request.method_string());
    asked.target = std::string(request.target());
    asked.authorization = std::string(request[http::field::authorization]);
    const TwinResponse response = api_.Handle(asked);
    const bool whole = response.delivery == Delivery::kWhole;
    const bool has_body = request.method() != http::verb::head;
    const std::string head = HeadOf(response, request.keep_alive());
    std::size_t bytes = whole ? response.BodySize() : response.sent_bytes;
    if (!has_body) bytes = 0;
    boost::system::error_code failed;
    asio::write(socket_, BuffersOf(response, head, bytes), failed);
    if (failed) return false;
    if (response.delivery == Delivery::kReset) Reset();
    if (response.delivery == Delivery::kStall) WaitForClient();
    return whole && request.keep_alive();
  }

  void Reset() {
    boost::system::error_code failed;
    socket_.set_option(asio::socket_base::linger(true, 0), failed);
    const std::lock_guard<std::mutex> lock(closing_);
    socket_.close(failed);
  }

  void WaitForClient() {
    boost::system::error_code failed;
    char byte = 0;
    while (!failed) socket_.read_some(asio::buffer(&byte, 1), failed);
  }

  Tcp::socket socket_;
  UsageApi& api_;
  std::mutex closing_;
  std::atomic<bool> done_ = false;
};

}  // namespace

class Server::Listener {
 public:
  Listener(UsageApi& api, const Tcp::endpoint& endpoint)
      : acceptor_(context_, endpoint), api_(api) {
    thread_ = std::thread([this] { Accept(); });
  }

  int port() const { return acceptor_.local_endpoint().port(); }

  void Stop() {
    if (stopping_.exchange(true)) return;
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    thread_.join();
    for (Client& client : clients_) client.connection.Shutdown();
    for (Client& client : clients_) client.thread.join();
    clients_.clear();
  }

 private:
  struct Client {
    Client(Tcp::socket socket, UsageApi& api) : connection(std::move(socket), api) {}
    Connection connection;
    std::thread thread;
  };

  void Accept() {
    while (!stopping_) {
      boost::system::error_code failed;
      Tcp::socket socket = acceptor_.accept(failed);
      if (failed) continue;
      clients_.remove_if([](Client& client) {
        if (!client.connection.done()) return false;
        client.thread.join();
        return true;
      });
      Client& client = clients_.emplace_back(std::move(socket), api_);
      client.thread = std::thread([&client] { client.connection.Serve(); });
    }
  }

  asio::io_context context_;
  Tcp::acceptor acceptor_;
  UsageApi& api_;
  std::atomic<bool> stopping_ = false;
  std::list<Client> clients_;  // Touched by the accepting thread until it has ended.
  std::thread thread_;
};

Server::Server(std::unique_ptr<Listener> listener) : listener_(std::move(listener)) {}

Server::~Server() { Stop(); }

int Server::port() const { return listener_->port(); }

void Server::Stop() { listener_->Stop(); }

Result<std::unique_ptr<Server>> Server::Start(UsageApi& api, const std::string& address) {
  const Error wrong{ErrorCode::kUsage, "'" + address +
                                           "': expected a loopback address and a port, such as "
                                           "127.0.0.1:8080 (port 0 picks one)"};
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return wrong;
  boost::system::error_code failed;
  const auto host = asio::ip::make_address(address.substr(0, colon), failed);
  const std::string port = address.substr(colon + 1);
  const bool is_number = !port.empty() && port.size() <= 5 &&
                         port.find_first_not_of("0123456789") == std::string::npos;
  if (failed || !host.is_loopback() || !is_number || std::stoi(port) > 65'535) return wrong;
  try {
    const Tcp::endpoint endpoint(host, static_cast<std::uint16_t>(std::stoi(port)));
    return std::unique_ptr<Server>(new Server(std::make_unique<Listener>(api, endpoint)));
  } catch (const boost::system::system_error& error) {
    return Error{ErrorCode::kUnavailable, "cannot listen on " + address + ": " + error.what()};
  }
}

}  // namespace cognitrack::twin
