#include "store/ledger_pool.h"

#include <utility>

namespace cognitrack {

LedgerPool::LedgerPool(Open open, std::size_t most, std::chrono::milliseconds patience)
    : open_(std::move(open)), most_(most), patience_(patience) {}

Result<LedgerHandle> LedgerPool::Borrow() {
  {
    std::unique_lock lock(mutex_);
    const bool in_time = changed_.wait_for(
        lock, patience_, [this] { return !idle_.empty() || places_taken_ < most_; });
    if (!in_time) {
      return Error{ErrorCode::kTryLater, "all " + std::to_string(most_) +
                                             " connections to the database were in use for " +
                                             std::to_string(patience_.count()) + " ms; ask again"};
    }
    if (!idle_.empty()) {
      // The one that was used last: what it remembers is the freshest.
      std::unique_ptr<LedgerStore> store = std::move(idle_.back());
      idle_.pop_back();
      return Lent(std::move(store));
    }
    ++places_taken_;
  }
  const std::lock_guard opening(opening_);
  auto store = open_();
  if (store) return Lent(std::move(*store));
  GiveUpPlace();
  return store.error();
}

LedgerHandle LedgerPool::Lent(std::unique_ptr<LedgerStore> store) {
  return {store.release(),
          [this](LedgerStore* given) { TakeBack(std::unique_ptr<LedgerStore>(given)); }};
}

void LedgerPool::TakeBack(std::unique_ptr<LedgerStore> store) {
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(store));
  }
  changed_.notify_one();
}

void LedgerPool::GiveUpPlace() {
  {
    const std::lock_guard lock(mutex_);
    --places_taken_;
  }
  changed_.notify_one();
}

}  // namespace cognitrack
