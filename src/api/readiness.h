// Readiness: whether a service can do its work now, check by check, for a load balancer. It says
// nothing of addresses, paths or reasons: everybody may ask.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/ledger_verbs.h"
#include "api/service_state.h"

namespace cognitrack {

// With less room a pull could not be stored: /readyz says so before it is tried.
inline constexpr std::uint64_t kLeastDiskFree = std::uint64_t{64} << 20;

struct ReadinessReport {
  // "database", "schema", "disk", "draining" → "ok", "failed", "unknown"; in that order. Without
  // "disk" where the ledger is no file.
  std::vector<std::pair<std::string_view, std::string_view>> checks;
  std::string error;  // Why the ledger cannot be read, for the log alone.
  bool is_ready() const;
};

ReadinessReport CheckReadiness(const LedgerVerbs& verbs, const ServiceState& state);

// {"status":"ready","checks":{"database":"ok",…}}; with "detail" in words where it is not.
std::string ReadinessJson(const ReadinessReport& report);

}  // namespace cognitrack
