// TlsStream: the TLS of one connection over its socket, for the network's coroutines. One read or
// write at a time.
#pragma once

#include <boost/asio/buffer.hpp>
#include <memory>
#include <tuple>

#include "server/network.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX.

namespace cognitrack {

enum class TlsGreeting {
  kDone,
  kPlainHttp,  // The other side spoke HTTP without TLS.
  kFailed,
  kGone,  // Before it said anything that can be answered.
};

class TlsStream {
 public:
  using Transferred = std::tuple<boost::system::error_code, std::size_t>;

  // The socket outlives it.
  TlsStream(NetworkSocket& socket, const std::shared_ptr<ssl_ctx_st>& context);
  ~TlsStream();

  Awaitable<TlsGreeting> Greet();
  Awaitable<Transferred> ReadSome(boost::asio::mutable_buffer space);
  Awaitable<Transferred> WriteSome(boost::asio::const_buffer bytes);
  // Says that nothing follows, and waits for the other side to say so.
  Awaitable<void> SayGoodbye();

 private:
  class Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace cognitrack
