// ServiceDesk: the stores of what a service keeps beside the ledger, for several threads: one for
// looking things up and one for changes, so that a change that waits holds up nobody who reads.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "base/result.h"
#include "store/service_store.h"

namespace cognitrack {

class ServiceDesk {
 public:
  using Opener = std::function<Result<std::unique_ptr<ServiceStore>>()>;

  // Opened with the first use, and anew after an error of the database. Without an opener there is
  // nothing beside the ledger.
  explicit ServiceDesk(Opener open) : open_(std::move(open)) {}

  bool is_there() const { return open_ != nullptr; }

  // `use` is called with a store that nobody else uses meanwhile, and gives a Result.
  template <typename Use>
  auto Read(const Use& use) -> decltype(use(std::declval<ServiceStore&>())) {
    return With(reader_, use);
  }
  template <typename Use>
  auto Write(const Use& use) -> decltype(use(std::declval<ServiceStore&>())) {
    return With(writer_, use);
  }

 private:
  struct Seat {
    std::mutex mutex;
    std::unique_ptr<ServiceStore> store;
  };

  template <typename Use>
  auto With(Seat& seat, const Use& use) -> decltype(use(std::declval<ServiceStore&>())) {
    const std::lock_guard lock(seat.mutex);
    if (seat.store == nullptr) {
      TRY(seat.store, open_());
    }
    auto done = use(*seat.store);
    const bool is_answer = done || done.error().code == ErrorCode::kUsage;
    if (!is_answer) seat.store.reset();
    return done;
  }

  Opener open_;
  Seat reader_;
  Seat writer_;
};

}  // namespace cognitrack
