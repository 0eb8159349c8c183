// RehearsedService: one process after the other with the product's scheduler, on virtual time, and
// what is done to it at a slot.
#pragma once

#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "cli/scheduled_jobs.h"
#include "rehearsal/rehearsal.h"

namespace cognitrack {

// A transport that can be told to answer so many requests more, and then none.
class CuttableTransport : public HttpTransport {
 public:
  explicit CuttableTransport(HttpTransport& behind) : behind_(behind) {}
  void Get(const HttpRequest& request, const HttpLimits& limits, HttpResponse* response) override;
  void CutAfter(int requests) { left_ = requests; }
  void Mend() { left_ = -1; }

 private:
  HttpTransport& behind_;
  int left_ = -1;  // Below 0: no end.
};

class RehearsedService {
 public:
  // All of them outlive it.
  RehearsedService(const RehearsalOptions& options, const RehearsalPorts& ports,
                   RehearsalFaults faults, VirtualClock& clock, RehearsalWorld& world);

  // Until the wall clock says so.
  Status RunUntil(UtcSeconds end);
  // A verb, with its document.
  Result<VerbOutput> Run(const std::vector<std::string>& arguments);
  Result<std::unique_ptr<LedgerStore>> OpenLedger(DatabaseAccess access);
  Result<std::unique_ptr<ServiceStore>> OpenService();

  const JobTiming& timing() const { return *process_->jobs().front().timing; }
  const FaultCounts& counts() const { return counts_; }
  // How often the work of a slot was recorded as done.
  const std::map<UtcSeconds, int>& times_done() const { return times_done_; }
  std::string prices_file() const;

 private:
  std::unique_ptr<Scheduler> Begin();
  Status RunSlot(const std::vector<ProcessFault>& faults);
  Status Pause(FaultCount* count);
  Status Kill(FaultCount* count);
  Status Restart(FaultCount* count);
  Status RunDue(Scheduler& process);
  Result<std::int64_t> NewestRun();
  Result<std::vector<RunRecord>> RunsSince(std::int64_t newest);

  RehearsalOptions options_;
  RehearsalFaults faults_;
  VirtualClock& clock_;
  RehearsalWorld& world_;
  CuttableTransport transport_;
  InlineSpawner spawner_;
  SeededRandom random_;
  std::ostringstream out_;
  std::ostringstream err_;
  CliEnvironment environment_;
  CommandOptions command_;
  DatabaseLocation place_;
  VerbRunner run_;
  int processes_ = 0;
  std::unique_ptr<Scheduler> process_;
  FaultCounts counts_;
  std::map<UtcSeconds, int> times_done_;
  std::vector<SlotRun> last_runs_;
};

}  // namespace cognitrack
