// LedgerPool: at most so many LedgerStores on one database, for a process that answers several
// questions at a time. A store is opened with its first use and kept for the next ones, two seconds
// at most: opening is what notices that the schema has changed, or the database. Thread-safe; each
// store is one borrower's at a time. Outlives what was borrowed of it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/clock.h"
#include "store/ledger_store.h"

namespace cognitrack {

// A store that is closed, or goes back to where it was borrowed, when it goes out of scope.
using LedgerHandle = std::unique_ptr<LedgerStore, std::function<void(LedgerStore*)>>;

class LedgerPool {
 public:
  using Open = std::function<Result<std::unique_ptr<LedgerStore>>()>;

  // `open` is called by one borrower at a time. `patience`: how long one waits for a store.
  LedgerPool(Open open, std::size_t most, std::chrono::milliseconds patience, Clock& clock);
  LedgerPool(const LedgerPool&) = delete;
  LedgerPool& operator=(const LedgerPool&) = delete;

  // kTryLater where none came back in time; else what opening gave.
  Result<LedgerHandle> Borrow();

  struct Occupancy {
    std::size_t most = 0;
    std::size_t in_use = 0;   // Borrowed, or being opened.
    std::size_t waiting = 0;  // Borrowers that have no store yet.
  };
  Occupancy occupancy();

 private:
  struct Kept {
    std::unique_ptr<LedgerStore> store;
    UtcSeconds opened_at = 0;
  };

  // A store that is kept, or nothing but the right to open one.
  Result<Kept> TakePlace();
  LedgerHandle Lent(Kept kept);
  void TakeBack(Kept kept);
  void GiveUpPlace();

  Open open_;
  std::size_t most_;
  std::chrono::milliseconds patience_;
  Clock& clock_;
  std::mutex mutex_;
  std::mutex opening_;
  std::condition_variable changed_;
  std::vector<Kept> idle_;
  std::size_t waiting_ = 0;
  std::size_t places_taken_ = 0;  // Of stores that are idle, borrowed or being opened.
};

}  // namespace cognitrack
