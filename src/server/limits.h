// What the server takes from the other side before it refuses or closes.
#pragma once

#include <chrono>
#include <cstddef>

namespace cognitrack {

struct ServerLimits {
  std::size_t request_line_bytes = 8 * 1'024;  // More is 414.
  std::size_t header_fields = 100;             // More is 431.
  std::size_t header_bytes = 32 * 1'024;       // After the request line; more is 431.
  std::size_t body_bytes = 1'024 * 1'024;      // More is 413.

  // From a request's first byte to the end of its head; then 408.
  std::chrono::milliseconds header_time{10'000};
  // A body may take so long, and as much longer as its bytes so far pay for; then it is closed.
  std::chrono::milliseconds body_grace{5'000};
  std::size_t body_bytes_per_second = 1'024;
  // The same of uploads, which may be long.
  std::size_t upload_bytes_per_second = 16 * 1'024;
  std::size_t upload_piece_bytes = 256 * 1'024;  // That are taken at a time.
  // Between requests, and before the first; then it is closed.
  std::chrono::milliseconds idle{60'000};
  // For the other side to take anything of a response; then it is closed.
  std::chrono::milliseconds write_stall{30'000};
  // After the last response of a connection, for what the other side still sends: closing at once
  // would reset the connection, and might take the response with it.
  std::chrono::milliseconds lingering{2'000};

  std::size_t connections = 16'384;    // At this many, accepting pauses.
  std::size_t waiting_requests = 256;  // For a thread; with more, 503.
};

}  // namespace cognitrack
