// Leases: who may do something alone, and until when. Those that this process took are its fence:
// every write checks that they are still its own, and keeps them from running out.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/ledger_store.h"
#include "store/sql_connection.h"

namespace cognitrack {

class LeaseRecords {
 public:
  LeaseRecords(SqlConnection* connection, Clock* clock) : connection_(connection), clock_(clock) {}

  void SetLength(std::chrono::seconds length) { length_ = length; }
  // See LedgerStore for these.
  Result<LeaseTaken> Take(const std::string& name, const std::string& holder);
  Status Keep();
  Status GiveBack(const Lease& lease);
  Result<std::vector<Lease>> Live();

  // Inside a transaction that writes: kTryLater where one of this process's leases is no longer its
  // own.
  Status Check();

 private:
  struct Held {
    Lease lease;
    std::chrono::milliseconds kept_at{0};  // By Clock::Elapsed.
  };

  Result<std::optional<Lease>> Read(const std::string& name, bool* given_back);
  Status Write(const Lease& lease);
  Error HeldByOther(const Lease& lease) const;
  // The error of one that was lost, or of looking for it.
  Error Lost(const Lease& lease);
  bool IsOwn(const std::optional<Lease>& lease) const;
  void Forget(const std::string& name);
  bool IsDue(const Held& held) const;

  SqlConnection* connection_;
  Clock* clock_;
  std::chrono::seconds length_ = kLeaseLength;
  std::vector<Held> held_;
};

}  // namespace cognitrack
