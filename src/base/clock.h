// Clock: the only source of the current time and the only way to wait. Production code takes one by
// reference, so that a test can run it on virtual time.
#pragma once

#include <chrono>

#include "base/time.h"

namespace cognitrack {

class Clock {
 public:
  virtual ~Clock() = default;

  // The wall clock, in UTC.
  virtual UtcSeconds Now() = 0;

  // Time since an arbitrary origin; never goes back. For durations.
  virtual std::chrono::milliseconds Elapsed() = 0;

  // Waits. Returns early, and false, when the process was asked to stop.
  virtual bool Sleep(std::chrono::milliseconds duration) = 0;
};

// The operating system's clock. Its Sleep ends early once RequestStop() was called, which is safe
// in a signal handler.
class SystemClock : public Clock {
 public:
  UtcSeconds Now() override;
  std::chrono::milliseconds Elapsed() override;
  bool Sleep(std::chrono::milliseconds duration) override;
};

// The process-wide wish to stop (Ctrl-C, SIGTERM): set once, never cleared.
void RequestStop();
bool StopRequested();

}  // namespace cognitrack
