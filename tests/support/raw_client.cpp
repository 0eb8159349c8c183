#include "tests/support/raw_client.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>

#include "base/check.h"

namespace cognitrack {
namespace {

// −1 where nobody listens.
int ConnectTo(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.front() == '[') host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  CHECK(getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(), &hints, &found) == 0,
        "the address is one");
  const int connection = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(connection >= 0, "a socket can be made");
  const timeval patience{20, 0};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const bool connected = connect(connection, found->ai_addr, found->ai_addrlen) == 0;
  freeaddrinfo(found);
  if (connected) return connection;
  close(connection);
  return -1;
}

}  // namespace

std::string RawResponse::Header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return {};
}

bool RawClient::CanConnect(const std::string& address) {
  const int connection = ConnectTo(address);
  if (connection >= 0) close(connection);
  return connection >= 0;
}

RawClient::RawClient(const std::string& address) : socket_(ConnectTo(address)) {
  CHECK(socket_ >= 0, "the server listens");
}

RawClient::~RawClient() { close(socket_); }

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void RawClient::FinishSending() { shutdown(socket_, SHUT_WR); }

bool RawClient::Fill() {
  std::array<char, 65'536> buffer{};
  const ssize_t count = recv(socket_, buffer.data(), buffer.size(), 0);
  timed_out_ = count < 0 && errno == EAGAIN;
  was_reset_ = count < 0 && errno == ECONNRESET;
  if (count <= 0) return false;
  unread_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<std::string> RawClient::TakeLine() {
  std::size_t end = unread_.find("\r\n");
  while (end == std::string::npos) {
    if (!Fill()) return std::nullopt;
    end = unread_.find("\r\n");
  }
  std::string line = unread_.substr(0, end);
  unread_.erase(0, end + 2);
  return line;
}

std::optional<std::string> RawClient::TakeBytes(std::size_t count) {
  while (unread_.size() < count) {
    if (!Fill()) return std::nullopt;
  }
  std::string bytes = unread_.substr(0, count);
  unread_.erase(0, count);
  return bytes;
}

std::optional<std::string> RawClient::TakeChunks() {
  std::string body;
  while (true) {
    const auto size = TakeLine();
    if (!size) return std::nullopt;
    const auto data = TakeBytes(std::stoul(*size, nullptr, 16));
    const auto end = TakeLine();
    if (!data || !end || !end->empty()) return std::nullopt;
    if (data->empty()) return body;
    body.append(*data);
  }
}

std::optional<RawResponse> RawClient::Read(bool to_head) {
  RawResponse response;
  auto line = TakeLine();
  if (!line || line->rfind("HTTP/1.1 ", 0) != 0) return std::nullopt;
  response.status = std::stoi(line->substr(9));
  for (line = TakeLine(); line && !line->empty(); line = TakeLine()) {
    const std::size_t colon = line->find(": ");
    if (colon == std::string::npos) return std::nullopt;
    std::string name = line->substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    response.headers.emplace_back(name, line->substr(colon + 2));
  }
  if (!line) return std::nullopt;
  if (to_head || response.status < 200 || response.status == 204 || response.status == 304) {
    return response;
  }
  const bool chunked = response.Header("transfer-encoding") == "chunked";
  const std::string length = response.Header("content-length");
  std::optional<std::string> body;
  if (chunked) body = TakeChunks();
  if (!chunked && !length.empty()) body = TakeBytes(std::stoul(length));
  if (!chunked && length.empty()) body = ReadToEnd();
  if (!body || was_reset_) return std::nullopt;
  response.body = *body;
  return response;
}

std::optional<std::string> RawClient::ReadToEnd() {
  while (Fill()) {
  }
  if (timed_out_) return std::nullopt;
  return std::exchange(unread_, {});
}

bool RawClient::HasBytes() {
  char byte = 0;
  return !unread_.empty() || recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

std::optional<RawResponse> RawClient::Ask(std::string_view bytes) {
  if (!Send(bytes)) return std::nullopt;
  return Read();
}

}  // namespace cognitrack
