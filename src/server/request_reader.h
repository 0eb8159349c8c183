// RequestReader: the bytes of a connection → its requests, one after another, whatever way the
// bytes are split. Strict: a head is checked (server/head_check.h), read by Beast, and refused
// where the two see another length. No I/O, no time.
#pragma once

#include <cstddef>
#include <functional>
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
    kUpload,   // The head of an upload; nothing more is read before Admit() or Refuse().
    kBody,     // The head and a part of the body.
    kWhole,    // A request; Next() goes on.
    kRefused,  // The end: nothing behind it is ever read as a request.
  };

  // By its head: whether a request's body is taken as it comes. Null: none is.
  using IsUpload = std::function<bool(const ServerRequest&)>;
  explicit RequestReader(const ServerLimits& limits, const IsUpload& is_upload = {});

  // Where to put the next bytes; how many were put there.
  std::span<char> Space();
  State Take(std::size_t count);
  // Ends the reading, whatever has come.
  State Refuse(const Refusal& refusal);
  // Reads the body of an upload, which may be of any length.
  State Admit();
  // What there is of a body, which is taken out of the request.
  std::string TakeBody();
  // Begins the next request, with what has come of it behind the last.
  State Next();

  State state() const { return state_; }
  // Of the request that was read last; peer and from_loopback are left to the connection.
  ServerRequest& request() { return request_; }
  bool is_http11() const { return is_http11_; }
  bool keep_alive() const { return keep_alive_; }
  const Refusal& refusal() const { return *refusal_; }
  // Bytes of the current body so far, as data.
  std::size_t body_bytes() const { return taken_bytes_ + request_.body.size(); }
  // As its head says; nothing where the body is in chunks.
  std::optional<std::uint64_t> content_length() const;
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
  IsUpload is_upload_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  State state_ = State::kIdle;
  HeadScanner scanner_;
  BodyFraming framing_;
  std::optional<ChunkedBody> chunks_;
  ServerRequest request_;
  std::size_t taken_bytes_ = 0;  // Of the body, no longer in the request.
  bool is_http11_ = false;
  bool keep_alive_ = false;
  std::optional<Refusal> refusal_;
};

}  // namespace cognitrack
