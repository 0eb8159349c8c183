// Progress: where long work says how far it is. The CLI draws a bar or prints lines; tests count.
#pragma once

#include <cstdint>
#include <string>

namespace cognitrack {

struct ProgressReport {
  std::string what;  // "backfill 2026-01-01 – 2026-03-31", "import june.csv".
  std::int64_t windows_done = 0;
  std::int64_t windows_total = 0;
  std::int64_t rows = 0;
  std::int64_t elapsed_ms = 0;
};

class Progress {
 public:
  virtual ~Progress() = default;
  virtual void Report(const ProgressReport& report) = 0;
};

}  // namespace cognitrack
