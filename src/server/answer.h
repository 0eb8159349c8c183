// ServerAnswer: a response as it goes over the wire. What HTTP asks of one is added here: lengths,
// Date, ETag and 304, gzip, no body for HEAD; and nothing leaves that would break the framing.
#pragma once

#include <string>

#include "base/time.h"
#include "server/head_check.h"
#include "server/message.h"

namespace cognitrack {

struct ServerAnswer {
  // Status line and headers. Connection and the empty line are the connection's, which only knows
  // when it sends whether it is the last.
  std::string head;
  std::string body;
  std::function<Result<std::string>()> next_piece = {};  // After `body`, in chunks where `chunked`.
  std::function<Result<std::optional<std::string>>()> news = {};  // Likewise.
  std::chrono::milliseconds pause{0};
  bool chunked = false;
  bool close = false;  // The connection ends with it.
};

// The answer to `request`. A response that cannot be sent (a status outside 200 to 599, a header
// with a line break) becomes a 500 and ends the connection. `is_http11`: the other side knows
// chunks; else what comes in pieces is ended by the end of the connection.
ServerAnswer MakeAnswer(const ServerRequest& request, ServerResponse response, bool is_http11,
                        UtcSeconds now);

// The answer to a request that is not taken; ends the connection.
ServerAnswer MakeRefusal(const Refusal& refusal, UtcSeconds now);

// 503: no thread is free, and too many wait for one.
ServerAnswer MakeBusy(const ServerRequest& request, UtcSeconds now);

// 500, after an exception; ends the connection.
ServerAnswer MakeFailure(const ServerRequest& request, UtcSeconds now);

}  // namespace cognitrack
