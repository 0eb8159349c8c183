#include "api/hash_gate.h"

namespace cognitrack {
namespace {

constexpr int kAtOnce = 2;
constexpr int kWaitingMost = 2;

}  // namespace

bool HashGate::Enter() {
  std::unique_lock lock(mutex_);
  if (running_ < kAtOnce) {
    ++running_;
    return true;
  }
  if (waiting_ >= kWaitingMost) return false;
  ++waiting_;
  is_free_.wait(lock, [this] { return running_ < kAtOnce; });
  --waiting_;
  ++running_;
  return true;
}

void HashGate::Leave() {
  const std::lock_guard lock(mutex_);
  --running_;
  is_free_.notify_one();
}

}  // namespace cognitrack
