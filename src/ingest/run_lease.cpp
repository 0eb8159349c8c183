#include "ingest/run_lease.h"

#include <unistd.h>

#include <array>
#include <set>
#include <utility>

#include "ingest/run_journal.h"

namespace cognitrack {
namespace {

// Runs that may have died since somebody looked last; all of them are marked at once.
constexpr int kRunsLookedAt = 50;
constexpr std::chrono::seconds kBetweenTries{1};
constexpr UtcSeconds kStaysFresh = 60;

std::string LeaseNameOf(const std::string& source) {
  return source.empty() ? "ledger" : "source:" + source;
}

Result<LeaseTaken> TakeFree(LedgerStore& store, Clock& clock, const std::string& name,
                            LeaseWait wait, const std::string& process) {
  while (true) {
    Result<LeaseTaken> taken = store.TakeLease(name, process);
    const bool is_held = !taken && taken.error().code == ErrorCode::kTryLater;
    if (!is_held || wait == LeaseWait::kNo || !clock.Sleep(kBetweenTries)) return taken;
  }
}

}  // namespace

std::string ThisProcess() {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return std::string(host.data()) + ":" + std::to_string(getpid());
}

Result<RunLease> RunLease::Take(LedgerStore& store, Clock& clock, const std::string& source,
                                LeaseWait wait, const std::string& process) {
  TRY(const LeaseTaken taken, TakeFree(store, clock, LeaseNameOf(source), wait, process));
  RunLease lease(&store, taken.lease);
  if (const auto& before = taken.given_back; before && before->holder != taken.lease.holder) {
    const bool is_fresh = taken.lease.taken_at - before->expires_at < kStaysFresh;
    if (is_fresh) lease.fresh_since_ = before->taken_at;
  }
  TRY_VOID(MarkDeadRuns(store, source));
  return lease;
}

RunLease::RunLease(RunLease&& other) noexcept
    : store_(std::exchange(other.store_, nullptr)),
      lease_(std::move(other.lease_)),
      fresh_since_(other.fresh_since_) {}

// One that cannot be given back runs out.
RunLease::~RunLease() {
  if (store_ != nullptr) (void)store_->GiveBackLease(lease_);
}

Status MarkDeadRuns(LedgerStore& store, const std::optional<std::string>& own_source) {
  TRY(std::vector<RunRecord> runs, store.Runs("", "", kRunsLookedAt));
  std::set<std::string> at_work;
  TRY(const std::vector<Lease> leases, store.Leases());
  for (const Lease& lease : leases) at_work.insert(lease.name);
  if (own_source) at_work.erase(LeaseNameOf(*own_source));
  for (RunRecord& run : runs) {
    if (run.outcome != outcome::kRunning || at_work.contains(LeaseNameOf(run.source))) continue;
    run.outcome = outcome::kInterrupted;
    run.exit_code = ExitCodeOf(ErrorCode::kTryLater);
    run.message = "the process ended before its run did";
    TRY_VOID(store.UpdateRun(run));
  }
  return {};
}

}  // namespace cognitrack
