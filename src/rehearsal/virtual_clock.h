// VirtualClock: time that passes only where somebody waits. The wall clock can be set, as a hand
// would; the other one goes on as if nothing had been.
#pragma once

#include "base/clock.h"

namespace cognitrack {

class VirtualClock : public Clock {
 public:
  explicit VirtualClock(UtcSeconds now) : start_(now) {}

  UtcSeconds Now() override { return start_ + elapsed_.count() / 1'000 + set_by_; }
  std::chrono::milliseconds Elapsed() override { return elapsed_; }
  bool Sleep(std::chrono::milliseconds duration) override {
    elapsed_ += duration;
    return true;
  }
  void SetBy(std::int64_t seconds) { set_by_ += seconds; }

 private:
  UtcSeconds start_;
  std::chrono::milliseconds elapsed_{0};
  std::int64_t set_by_ = 0;
};

}  // namespace cognitrack
