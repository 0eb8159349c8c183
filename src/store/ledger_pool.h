// LedgerPool: at most so many LedgerStores on one database, for a process that answers several
// questions at a time. A store is opened with its first use and kept for the next one. Thread-safe;
// each store is one borrower's at a time. Outlives what was borrowed of it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "store/ledger_store.h"

namespace cognitrack {

// A store that is closed, or goes back to where it was borrowed, when it goes out of scope.
using LedgerHandle = std::unique_ptr<LedgerStore, std::function<void(LedgerStore*)>>;

class LedgerPool {
 public:
  using Open = std::function<Result<std::unique_ptr<LedgerStore>>()>;

  // `open` is called by one borrower at a time. `patience`: how long one waits for a store.
  LedgerPool(Open open, std::size_t most, std::chrono::milliseconds patience);
  LedgerPool(const LedgerPool&) = delete;
  LedgerPool& operator=(const LedgerPool&) = delete;

  // kTryLater where none came back in time; else what opening gave.
  Result<LedgerHandle> Borrow();

 private:
  LedgerHandle Lent(std::unique_ptr<LedgerStore> store);
  void TakeBack(std::unique_ptr<LedgerStore> store);
  void GiveUpPlace();

  Open open_;
  std::size_t most_;
  std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::mutex opening_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<LedgerStore>> idle_;
  std::size_t places_taken_ = 0;  // Of stores that are idle, borrowed or being opened.
};

}  // namespace cognitrack
