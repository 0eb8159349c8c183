// ServiceState: what a running service can be asked about itself. Each is called from several
// threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "store/ledger_pool.h"

namespace cognitrack {

struct ServiceState {
  std::function<LedgerPool::Occupancy()> readers;
  // Of the server; 0 before it listens.
  std::function<std::size_t()> connections = [] { return std::size_t{0}; };
  // What can be written beside the ledger's file; nothing where the ledger is none, or where the
  // system does not tell.
  std::function<std::optional<std::uint64_t>()> disk_free = [] {
    return std::optional<std::uint64_t>();
  };
  // Whether it takes no more requests.
  std::function<bool()> is_draining = [] { return false; };
};

}  // namespace cognitrack
