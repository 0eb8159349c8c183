#include "server/tls_stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cognitrack {
namespace {

namespace asio = boost::asio;
using SystemError = boost::system::error_code;

constexpr asio::as_tuple_t<asio::use_awaitable_t<NetworkExecutor>> kAwait{};

TlsGreeting GreetingOf(const SystemError& failed) {
  if (!failed) return TlsGreeting::kDone;
  if (failed.category() != asio::error::get_ssl_category()) return TlsGreeting::kGone;
  const int reason = ERR_GET_REASON(static_cast<unsigned long>(failed.value()));
  return reason == SSL_R_HTTP_REQUEST ? TlsGreeting::kPlainHttp : TlsGreeting::kFailed;
}

}  // namespace

class TlsStream::Stream : public asio::ssl::stream<NetworkSocket&> {
 public:
  using asio::ssl::stream<NetworkSocket&>::stream;
};

TlsStream::TlsStream(NetworkSocket& socket, const std::shared_ptr<SSL_CTX>& context)
    : stream_(std::make_unique<Stream>(socket, SSL_new(context.get()))) {}

TlsStream::~TlsStream() = default;

Awaitable<TlsGreeting> TlsStream::Greet() {
  const auto [failed] = co_await stream_->async_handshake(asio::ssl::stream_base::server, kAwait);
  co_return GreetingOf(failed);
}

Awaitable<TlsStream::Transferred> TlsStream::ReadSome(asio::mutable_buffer space) {
  const auto [failed, count] = co_await stream_->async_read_some(asio::buffer(space), kAwait);
  co_return Transferred(failed, count);
}

Awaitable<TlsStream::Transferred> TlsStream::WriteSome(asio::const_buffer bytes) {
  const auto [failed, count] = co_await stream_->async_write_some(asio::buffer(bytes), kAwait);
  co_return Transferred(failed, count);
}

Awaitable<void> TlsStream::SayGoodbye() {
  const auto [ignored] = co_await stream_->async_shutdown(kAwait);
  static_cast<void>(ignored);
}

}  // namespace cognitrack
