#include "server/connection.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "server/forwarded.h"

namespace cognitrack {
namespace {

namespace asio = boost::asio;
using State = RequestReader::State;
using SystemError = boost::system::error_code;
using UseAwaitable = asio::use_awaitable_t<NetworkExecutor>;

constexpr asio::as_tuple_t<UseAwaitable> kAwait{};

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kLastChunk = "0\r\n\r\n";

asio::ip::address AddressOf(const NetworkSocket& socket) {
  SystemError failed;
  asio::ip::address address = socket.remote_endpoint(failed).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  return address;
}

std::string ChunkHead(std::size_t size) {
  std::array<char, 16> digits{};
  const auto [end, failed] = std::to_chars(digits.begin(), digits.end(), size, 16);
  return std::string(digits.begin(), end) + "\r\n";
}

}  // namespace

Connection::Connection(NetworkSocket socket, ConnectionSurroundings& server)
    : socket_(std::move(socket)),
      server_(server),
      reader_(server.limits, server.uploads.is_upload),
      timer_(server.network),
      pause_(server.network) {
  const asio::ip::address address = AddressOf(socket_);
  peer_ = address.to_string();
  from_loopback_ = address.is_loopback();
  SystemError ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  fcntl(socket_.native_handle(), F_SETFD, FD_CLOEXEC);
}

void Connection::EndIfIdle() {
  if (reader_.state() == State::kIdle) return Cut();
  pause_.cancel();
}

void Connection::Cut() {
  is_cut_ = true;
  SystemError ignored;
  socket_.close(ignored);
  timer_.cancel();
  pause_.cancel();
}

Awaitable<void> Connection::Serve() {
  bool goes_on = co_await Greet();
  while (goes_on) {
    goes_on = co_await ReadRequest();
    if (!goes_on) break;
    if (refusal_) {
      goes_on = co_await Send(*refusal_, true);
    } else if (reader_.state() == State::kRefused) {
      TellOfRejection(reader_.refusal().status, reader_.refusal().why);
      ServerAnswer refusal = MakeRefusal(reader_.refusal(), server_.clock.Now());
      goes_on = co_await Send(refusal, true);
    } else {
      goes_on = co_await Respond();
    }
    co_await DropUpload();
  }
  co_await DropUpload();
  Cut();
}

Awaitable<bool> Connection::Greet() {
  if (server_.front.tls == nullptr) co_return true;
  tls_ = std::make_unique<TlsStream>(socket_, server_.front.tls->current());
  SetDeadline(NetworkTimer::clock_type::now() + server_.limits.header_time);
  const TlsGreeting greeting = co_await tls_->Greet();
  SetDeadline(TimePoint::max());
  if (greeting == TlsGreeting::kDone && !timed_out_) co_return true;
  if (is_cut_) co_return false;
  if (timed_out_) TellOfRejection(408, "the TLS handshake took too long");
  if (greeting == TlsGreeting::kFailed) TellOfRejection(400, "the TLS handshake failed");
  if (greeting != TlsGreeting::kPlainHttp) co_return false;
  tls_.reset();
  TellOfRejection(400, "plain HTTP on a port of TLS");
  ServerAnswer refusal =
      MakeRefusal({400, "this port speaks TLS: ask it by https://"}, server_.clock.Now());
  const bool goes_on = co_await Send(refusal, true);
  co_return goes_on;
}

Awaitable<bool> Connection::ReadRequest() {
  State state = reader_.Next();
  while (state != State::kWhole && state != State::kRefused) {
    if (is_cut_ || (server_.draining && state == State::kIdle)) co_return false;
    if (state == State::kUpload) {
      const bool is_admitted = co_await AdmitUpload();
      if (!is_admitted) break;
      state = reader_.state();
      continue;
    }
    if (reader_.TakeContinue()) {
      const bool told = co_await Write(kContinue, {});
      if (!told) co_return false;
    }
    SetDeadline(ReadDeadline());
    const std::span<char> space = reader_.Space();
    const asio::mutable_buffer buffer(space.data(), space.size());
    TlsStream::Transferred read;
    if (tls_ != nullptr) {
      read = co_await tls_->ReadSome(buffer);
    } else {
      read = co_await socket_.async_read_some(asio::buffer(buffer), kAwait);
    }
    const auto& [failed, count] = read;
    if (timed_out_) {
      if (state != State::kHead) co_return false;
      reader_.Refuse({408, "the head of the request took too long"});
      break;
    }
    if (failed) co_return false;
    state = reader_.Take(count);
    if (upload_ != nullptr) {
      const bool goes_on = co_await HandOver();
      if (!goes_on) break;
    }
  }
  SetDeadline(TimePoint::max());
  timed_state_ = State::kWhole;
  co_return true;
}

Connection::TimePoint Connection::ReadDeadline() {
  const TimePoint now = NetworkTimer::clock_type::now();
  const State state = reader_.state();
  if (timed_state_ != state) state_since_ = now;
  timed_state_ = state;
  if (state == State::kIdle) return now + server_.limits.idle;
  if (state == State::kHead) return state_since_ + server_.limits.header_time;
  const ServerLimits& limits = server_.limits;
  const std::size_t rate = std::max<std::size_t>(
      upload_ ? limits.upload_bytes_per_second : limits.body_bytes_per_second, 1);
  const auto paid_for = std::chrono::milliseconds(reader_.body_bytes() * 1'000 / rate);
  return state_since_ + server_.limits.body_grace + paid_for;
}

Awaitable<bool> Connection::Respond() {
  ServerRequest& request = reader_.request();
  SayWhoAsks(&request);
  ServerAnswer answer = co_await Handle(request);
  const bool is_last = answer.close || !reader_.keep_alive() || server_.draining;
  bool goes_on = !is_cut_;
  if (goes_on) goes_on = co_await Send(answer, is_last);
  if (answer.next_piece || answer.news) {
    // What it holds, a cursor of a database, say, may take its time to end.
    co_await ToHandlers();
    answer.next_piece = {};
    answer.news = {};
    co_await ToNetwork();
  }
  co_return goes_on;
}

void Connection::SayWhoAsks(ServerRequest* request) const {
  request->peer = peer_;
  request->from_loopback = from_loopback_;
  request->is_tls = tls_ != nullptr;
  SeeThroughProxies(server_.front.proxies, request);
}

Awaitable<ServerAnswer> Connection::Handle(const ServerRequest& request) {
  if (server_.waiting_requests.load() >= server_.limits.waiting_requests) {
    TellOfRejection(503, "too many requests wait");
    co_return MakeBusy(request, server_.clock.Now());
  }
  ++server_.waiting_requests;
  co_await ToHandlers();
  --server_.waiting_requests;
  ServerAnswer answer = Call(request);
  co_await ToNetwork();
  co_return answer;
}

ServerAnswer Connection::Call(const ServerRequest& request) noexcept {
  try {
    const std::unique_ptr<Upload> upload = std::move(upload_);
    ServerResponse response = upload ? upload->Answer(request) : server_.handler(request);
    return MakeAnswer(request, std::move(response), reader_.is_http11(), server_.clock.Now());
  } catch (...) {
    TellOfRejection(500, "the handler failed");
    return MakeFailure(request, server_.clock.Now());
  }
}

void Connection::TellOfRejection(int status, std::string_view why) const {
  if (server_.on_rejection) server_.on_rejection({status, why, peer_});
}

Awaitable<bool> Connection::Send(ServerAnswer& answer, bool is_last) {
  std::string head = std::move(answer.head);
  if (is_last) {
    head.append("Connection: close\r\n");
  } else if (!reader_.is_http11()) {
    head.append("Connection: keep-alive\r\n");
  }
  head.append("\r\n");
  bool sent = false;
  if (!answer.next_piece && !answer.news) {
    sent = co_await Write(head, answer.body);
  } else {
    sent = co_await Write(head, {});
    if (sent && answer.news) sent = co_await SendNews(answer);
    if (sent && answer.next_piece) sent = co_await SendPieces(answer);
  }
  if (sent && is_last) co_await Linger();
  co_return sent && !is_last;
}

Awaitable<bool> Connection::SendPieces(ServerAnswer& answer) {
  Result<std::string> piece = std::move(answer.body);
  bool is_first = true;
  while (true) {
    if (!is_first || piece->empty()) piece = co_await Ask(answer.next_piece);
    is_first = false;
    if (is_cut_) co_return false;
    if (!piece) co_return BreakOff(answer.chunked);
    if (piece->empty()) break;
    const bool sent = co_await SendPiece(*std::move(piece), answer.chunked);
    if (!sent) co_return false;
  }
  if (!answer.chunked) co_return true;
  const bool ended = co_await Write(kLastChunk, {});
  co_return ended;
}

Awaitable<bool> Connection::SendNews(ServerAnswer& answer) {
  Result<std::optional<std::string>> news = std::optional<std::string>(std::move(answer.body));
  while (true) {
    if (!(*news)->empty()) {
      const bool sent = co_await SendPiece(**std::move(news), answer.chunked);
      if (!sent) co_return false;
    }
    news = co_await Ask(answer.news);
    if (is_cut_) co_return false;
    if (!news) co_return BreakOff(answer.chunked);
    if (!*news || server_.draining) break;
    if (!(*news)->empty()) continue;
    pause_.expires_after(answer.pause);
    co_await pause_.async_wait(kAwait);
    if (is_cut_) co_return false;
  }
  if (!answer.chunked) co_return true;
  const bool ended = co_await Write(kLastChunk, {});
  co_return ended;
}

Awaitable<bool> Connection::SendPiece(std::string piece, bool chunked) {
  std::string chunk_head;
  if (chunked) {
    chunk_head = ChunkHead(piece.size());
    piece.append("\r\n");
  }
  const bool sent = co_await Write(chunk_head, piece);
  co_return sent;
}

template <typename Made>
Awaitable<Result<Made>> Connection::Ask(const std::function<Result<Made>()>& ask) {
  Result<Made> made = Error{ErrorCode::kInvariant, "an exception"};
  co_await ToHandlers();
  try {
    made = ask();
  } catch (...) {
    made = Error{ErrorCode::kInvariant, "an exception"};
  }
  co_await ToNetwork();
  co_return made;
}

// Without chunks only a reset tells that this was not the end.
bool Connection::BreakOff(bool chunked) {
  SystemError ignored;
  if (!chunked) socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  return false;
}

Awaitable<bool> Connection::Write(std::string_view first, std::string_view second) {
  timed_out_ = false;
  while (!first.empty() || !second.empty()) {
    SetDeadline(NetworkTimer::clock_type::now() + server_.limits.write_stall);
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(first), asio::buffer(second)};
    TlsStream::Transferred written;
    if (tls_ != nullptr) {
      written = co_await tls_->WriteSome(buffers[first.empty() ? 1 : 0]);
    } else {
      written = co_await socket_.async_write_some(buffers, kAwait);
    }
    const auto& [failed, count] = written;
    if (failed || timed_out_) co_return false;
    const std::size_t of_first = std::min(count, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(count - of_first);
  }
  SetDeadline(TimePoint::max());
  co_return true;
}

Awaitable<void> Connection::Linger() {
  SystemError ignored;
  SetDeadline(NetworkTimer::clock_type::now() + server_.limits.lingering);
  if (tls_ != nullptr) co_await tls_->SayGoodbye();
  if (timed_out_ || is_cut_) co_return;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  std::array<char, 1'024> unread{};
  bool is_open = true;
  while (is_open) {
    const auto [failed, count] = co_await socket_.async_read_some(asio::buffer(unread), kAwait);
    is_open = !failed && !timed_out_ && !is_cut_;
  }
}

Awaitable<void> Connection::ToHandlers() {
  co_await asio::post(asio::bind_executor(server_.handlers, UseAwaitable{}));
}

Awaitable<void> Connection::ToNetwork() {
  co_await asio::post(asio::bind_executor(server_.network, UseAwaitable{}));
}

void Connection::SetDeadline(TimePoint deadline) {
  deadline_ = deadline;
  if (deadline_ < timer_runs_until_) StartTimer();
}

void Connection::StartTimer() {
  timer_runs_until_ = deadline_;
  timer_.expires_at(deadline_);
  timer_.async_wait([self = shared_from_this()](const SystemError& stopped) {
    if (!stopped) self->OnTimer();
  });
}

void Connection::OnTimer() {
  timer_runs_until_ = TimePoint::max();
  if (deadline_ == TimePoint::max() || is_cut_) return;
  if (NetworkTimer::clock_type::now() < deadline_) return StartTimer();
  deadline_ = TimePoint::max();
  timed_out_ = true;
  SystemError ignored;
  socket_.cancel(ignored);
}

}  // namespace cognitrack
