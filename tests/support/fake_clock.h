// Virtual time for tests: Sleep moves it, nothing else does.
#pragma once

#include <vector>

#include "base/clock.h"

namespace cognitrack {

class FakeClock : public Clock {
 public:
  explicit FakeClock(UtcSeconds now) : now_ms_(now * 1'000) {}

  UtcSeconds Now() override { return now_ms_ / 1'000; }
  std::chrono::milliseconds Elapsed() override { return std::chrono::milliseconds(now_ms_); }
  bool Sleep(std::chrono::milliseconds duration) override {
    sleeps.push_back(duration);
    now_ms_ += duration.count();
    return true;
  }
  void Advance(UtcSeconds seconds) { now_ms_ += seconds * 1'000; }
  void SetNow(UtcSeconds now) { now_ms_ = now * 1'000; }

  std::vector<std::chrono::milliseconds> sleeps;

 private:
  std::int64_t now_ms_;
};

}  // namespace cognitrack
