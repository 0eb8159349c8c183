#include "base/clock.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace cognitrack {
namespace {

std::atomic<bool> stop_requested{false};

}  // namespace

UtcSeconds SystemClock::Now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::chrono::milliseconds SystemClock::Elapsed() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

bool SystemClock::Sleep(std::chrono::milliseconds duration) {
  // A signal does not wake sleep_for, so the wait is cut into slices short enough for a person.
  constexpr std::chrono::milliseconds kSlice{50};
  const auto until = std::chrono::steady_clock::now() + duration;
  while (!StopRequested()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return true;
    std::this_thread::sleep_for(std::min(left, kSlice));
  }
  return false;
}

void RequestStop() { stop_requested.store(true); }
bool StopRequested() { return stop_requested.load(); }

}  // namespace cognitrack
