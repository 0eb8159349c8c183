// What this process takes of its machine, as Linux tells it.
#pragma once

#include <cstdint>
#include <optional>

namespace cognitrack {

struct ProcessUsage {
  double cpu_seconds = 0;
  std::int64_t resident_bytes = 0;
  std::int64_t virtual_bytes = 0;
  std::int64_t open_fds = 0;
  std::int64_t max_fds = 0;
  double started_at = 0;  // Seconds since 1970.
};

// Nothing where the system does not tell.
std::optional<ProcessUsage> ReadProcessUsage();

}  // namespace cognitrack
