// PostgresLimits: how long things may take. The server is told with each transaction.
#pragma once

namespace cognitrack {

// In milliseconds.
struct PostgresLimits {
  int lock_ms = 30'000;       // Waiting for the write lock, or any other.
  int write_ms = 300'000;     // One statement of a writing transaction.
  int read_ms = 600'000;      // One statement of a reading one.
  int idle_ms = 600'000;      // The program between two statements of a transaction.
  int reconnect_ms = 15'000;  // Connecting anew, before giving up.
};

}  // namespace cognitrack
