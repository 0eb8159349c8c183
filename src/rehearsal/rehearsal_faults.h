// Faults of a rehearsal: those of the process and its clock, spelled like the provider's, and by
// what the product shows that it noticed one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rehearsal/rehearsal_world.h"
#include "store/ledger_store.h"

namespace cognitrack {

enum class ProcessFaultKind {
  kPause,    // Claims the slot and is silent for longer than its lease while another one is there.
  kKill,     // Dies in the middle of the pull, with the slot in its hands.
  kRestart,  // Is told to stop in the middle of the pull, and begins anew.
  kClockJump,  // After the slot the clock is set by so many seconds.
};
std::string_view NameOf(ProcessFaultKind kind);

struct ProcessFault {
  ProcessFaultKind kind = ProcessFaultKind::kPause;
  int slot = 1;  // Which of the slots of the pull, from 1.
  std::int64_t argument = 0;
};

struct RehearsalFaults {
  std::vector<ProcessFault> of_process;
  std::string of_provider;         // The rest of the list, as it was spelled.
  std::vector<std::string> kinds;  // Each kind of the list once, in its order.
};

// kUsage for a fault of the process that is spelled wrong; the provider's are its own affair.
Result<RehearsalFaults> ParseRehearsalFaults(std::string_view spec);

// By kind.
struct FaultCount {
  std::int64_t injected = 0;
  std::int64_t noticed = 0;
};
using FaultCounts = std::map<std::string, FaultCount>;

// Adds what the provider showed from number `first` on, while `runs` went on: whether the runs'
// counters and issues, or another request for the same, say that it was noticed.
void CountShown(const RehearsalWorld& world, std::size_t first, const std::vector<RunRecord>& runs,
                FaultCounts* counts);

}  // namespace cognitrack
