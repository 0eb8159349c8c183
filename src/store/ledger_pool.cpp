#include "store/ledger_pool.h"

#include <utility>

namespace cognitrack {
namespace {

constexpr UtcSeconds kLongestUse = 2;

}  // namespace

LedgerPool::LedgerPool(Open open, std::size_t most, std::chrono::milliseconds patience,
                       Clock& clock)
    : open_(std::move(open)), most_(most), patience_(patience), clock_(clock) {}

Result<LedgerHandle> LedgerPool::Borrow() {
  TRY(Kept kept, TakePlace());
  const UtcSeconds now = clock_.Now();
  // Also after a clock that was set back.
  const bool is_fresh = now >= kept.opened_at && now - kept.opened_at < kLongestUse;
  if (kept.store && is_fresh) return Lent(std::move(kept));
  kept.store.reset();
  const std::lock_guard opening(opening_);
  auto store = open_();
  if (store) return Lent({std::move(*store), now});
  GiveUpPlace();
  return store.error();
}

Result<LedgerPool::Kept> LedgerPool::TakePlace() {
  std::unique_lock lock(mutex_);
  ++waiting_;
  const bool in_time = changed_.wait_for(
      lock, patience_, [this] { return !idle_.empty() || places_taken_ < most_; });
  --waiting_;
  if (!in_time) {
    return Error{ErrorCode::kTryLater, "all " + std::to_string(most_) +
                                           " connections to the database were in use for " +
                                           std::to_string(patience_.count()) + " ms; ask again"};
  }
  if (idle_.empty()) {
    ++places_taken_;
    return Kept{};
  }
  // The one that was used last: what it remembers is the freshest.
  Kept kept = std::move(idle_.back());
  idle_.pop_back();
  return kept;
}

LedgerPool::Occupancy LedgerPool::occupancy() {
  const std::lock_guard lock(mutex_);
  return {most_, places_taken_ - idle_.size(), waiting_};
}

LedgerHandle LedgerPool::Lent(Kept kept) {
  return {kept.store.release(), [this, opened_at = kept.opened_at](LedgerStore* given) {
            TakeBack({std::unique_ptr<LedgerStore>(given), opened_at});
          }};
}

void LedgerPool::TakeBack(Kept kept) {
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(kept));
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
