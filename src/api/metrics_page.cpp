#include "api/metrics_page.h"

#include "cli/version.h"
#include "telemetry/process_usage.h"

namespace cognitrack {
namespace {

void MeasureProcess(Instruments* to) {
  using namespace instrument;
  to->Set(kBuildInfo, {std::string(kVersion)}, 1);
  const auto usage = ReadProcessUsage();
  if (!usage) return;
  to->Add(kProcessCpu, {}, usage->cpu_seconds);
  to->Set(kProcessResident, {}, static_cast<double>(usage->resident_bytes));
  to->Set(kProcessVirtual, {}, static_cast<double>(usage->virtual_bytes));
  to->Set(kProcessOpenFds, {}, static_cast<double>(usage->open_fds));
  to->Set(kProcessMaxFds, {}, static_cast<double>(usage->max_fds));
  to->Set(kProcessStart, {}, usage->started_at);
}

void MeasureService(const ServiceState& state, Instruments* to) {
  using namespace instrument;
  const LedgerPool::Occupancy readers = state.readers();
  to->Set(kReadersLimit, {}, static_cast<double>(readers.most));
  to->Set(kReadersInUse, {}, static_cast<double>(readers.in_use));
  to->Set(kReadersWaiting, {}, static_cast<double>(readers.waiting));
  to->Set(kHttpConnections, {}, static_cast<double>(state.connections()));
  if (const auto free = state.disk_free()) to->Set(kDiskFree, {}, static_cast<double>(*free));
}

}  // namespace

std::string MetricsPage::ToText() const {
  Instruments present;
  MeasureProcess(&present);
  MeasureService(state_, &present);
  // The ledger first: what its errors count is told at once.
  const std::string ledger = ledger_.ToText();
  return present.ToText() + ledger + counted_.ToText();
}

}  // namespace cognitrack
