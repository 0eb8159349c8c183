// RequestReader: the bytes of a connection → its requests, one after another, whatever way the
// bytes are split. Strict: a head is checked (server/head_check.h), read by Beast, and refused
// where the two see another length. No I/O, no time.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "server/chunked_body.h"
#include "server/head_check.h"
#include "server/message.h"

namespace cognitrack {

class RequestReader {
 public:
  enum class State {
    kIdle,     // Not a byte of a request yet.
    kHead,     // A part of a head.
    kBody,     // The head and a part of the body.
    kWhole,    // A request; Next() goes on.
    kRefused,  // The end: nothing behind it is ever read as a request.
  };

  explicit RequestReader(const ServerLimits& limits);

  // Where to put the next bytes; how many were put there.
  std::span<char> Space();
  State Take(std::size_t count);
  // Ends the reading, whatever has come.
  State Refuse(const Refusal& refusal);
  // Begins the next request, with what has come of it behind the last.
  State Next();

  State state() const { return state_; }
  // Of the request that was read last; peer and from_loopback are left to the connection.
  ServerRequest& request() { return request_; }
  bool is_http11() const { return is_http11_; }
  bool keep_alive() const { return keep_alive_; }
  const Refusal& refusal() const { return *refusal_; }
  // Bytes of the current body so far, as data.
  std::size_t body_bytes() const { return request_.body.size(); }
  // Whether the other side waits for "100 Continue". Once.
  bool TakeContinue();

 private:
  State Read();
  State ReadHead();
  State ReadBody();
  // What of the head is the request's; false where Beast or the target's coding objects.
  bool ParseHead(std::string_view head);
  std::string_view Unread() const;

  const ServerLimits& limits_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  State state_ = State::kIdle;
  HeadScanner scanner_;
  BodyFraming framing_;
  std::optional<ChunkedBody> chunks_;
  ServerRequest request_;
  bool is_http11_ = false;
  bool keep_alive_ = false;
  std::optional<Refusal> refusal_;
};

}  // namespace cognitrack
