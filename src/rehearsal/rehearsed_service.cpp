#include "rehearsal/rehearsed_service.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::chrono::seconds kLease{60};
constexpr std::chrono::seconds kMostJitter{300};
constexpr std::chrono::seconds kTimeToBeginAnew{60};
// In the middle of the first surfaces.
constexpr int kRequestsBeforeEnd = 5;

// Only what a rehearsal says; nothing of the environment it was asked for in.
std::optional<std::string> Variable(const std::string& name, const std::string& prices) {
  if (name == "OPENAI_ADMIN_KEY") return "sk-admin-of-a-rehearsal";
  if (name == "OPENAI_BASE_URL") return "http://127.0.0.1:1/v1";
  if (name == "COGNITRACK_PRICES") return prices;
  return std::nullopt;
}

}  // namespace

void CuttableTransport::Get(const HttpRequest& request, const HttpLimits& limits,
                            HttpResponse* response) {
  if (left_ == 0) {
    response->Clear();
    response->failure = HttpFailure::kInterrupted;
    response->failure_detail = "asked to stop";
    return;
  }
  if (left_ > 0) --left_;
  behind_.Get(request, limits, response);
}

RehearsedService::RehearsedService(const RehearsalOptions& options, const RehearsalPorts& ports,
                                   RehearsalFaults faults, VirtualClock& clock,
                                   RehearsalWorld& world)
    : options_(options),
      faults_(std::move(faults)),
      clock_(clock),
      world_(world),
      transport_(world.transport()),
      random_(options.seed),
      environment_(ports.wire(clock, spawner_, random_, transport_, out_, err_)) {
  place_ = {DatabaseLocation::Kind::kSqlite, options.directory + "/ledger.sqlite"};
  command_.database = "sqlite:" + place_.path;
  environment_.variable = [prices = prices_file()](const std::string& name) {
    return Variable(name, prices);
  };
  environment_.system_settings.clear();
  environment_.setting_values.reset();
  environment_.ask = {};
  run_ = RunnerOver(environment_, command_);
  process_ = Begin();
}

std::string RehearsedService::prices_file() const { return options_.directory + "/prices.csv"; }

Status RehearsedService::RunUntil(UtcSeconds end) {
  TRY_VOID(world_.WritePrices(prices_file()));
  // The first verb that writes makes the schema, as in `serve`.
  TRY_VOID([this]() -> Status {
    TRY(const auto store, OpenLedger(DatabaseAccess::kWrite));
    return {};
  }());
  int slots = 0;
  UtcSeconds newest = 0;
  while (clock_.Now() < end) {
    TRY(const UtcSeconds next, process_->NextLook());
    if (next > clock_.Now()) {
      clock_.Sleep(std::chrono::seconds(std::min(next, end) - clock_.Now()));
      continue;
    }
    const UtcSeconds slot = timing().when.LastUntil(clock_.Now() - timing().jitter.count());
    std::vector<ProcessFault> faults;
    if (slot > newest) {
      newest = slot;
      ++slots;
      std::copy_if(faults_.of_process.begin(), faults_.of_process.end(), std::back_inserter(faults),
                   [slots](const ProcessFault& fault) { return fault.slot == slots; });
    }
    TRY_VOID(RunSlot(faults));
  }
  return {};
}

Result<VerbOutput> RehearsedService::Run(const std::vector<std::string>& arguments) {
  return run_(arguments);
}

Result<std::unique_ptr<LedgerStore>> RehearsedService::OpenLedger(DatabaseAccess access) {
  return environment_.open_ledger(place_, access);
}

Result<std::unique_ptr<ServiceStore>> RehearsedService::OpenService() {
  return environment_.open_service_store(place_);
}

std::unique_ptr<Scheduler> RehearsedService::Begin() {
  ScheduleSettings schedule;
  const auto when = CronExpression::Parse("0 2 * * *");
  CHECK(when.has_value(), "the schedule of a rehearsal is one");
  schedule.when = *when;
  schedule.most_jitter = kMostJitter;
  return std::make_unique<Scheduler>(
      ScheduledJobs(schedule, std::nullopt, std::to_string(options_.seed), {run_, run_}, clock_),
      SchedulerPorts{[this] { return OpenService(); }, clock_, spawner_, [](std::string_view) {},
                     "process " + std::to_string(++processes_), kLease});
}

Status RehearsedService::RunSlot(const std::vector<ProcessFault>& faults) {
  const std::size_t shown = world_.shown().size();
  TRY(const std::int64_t newest, NewestRun());
  for (const ProcessFault& fault : faults) {
    FaultCount* const count = &counts_[std::string(NameOf(fault.kind))];
    if (fault.kind == ProcessFaultKind::kPause) TRY_VOID(Pause(count));
    if (fault.kind == ProcessFaultKind::kKill) TRY_VOID(Kill(count));
    if (fault.kind == ProcessFaultKind::kRestart) TRY_VOID(Restart(count));
  }
  TRY_VOID(RunDue(*process_));
  TRY(const std::vector<RunRecord> runs, RunsSince(newest));
  CountShown(world_, shown, runs, &counts_);
  for (const ProcessFault& fault : faults) {
    if (fault.kind != ProcessFaultKind::kClockJump) continue;
    const int before = process_->clock_jumps();
    clock_.SetBy(fault.argument);
    TRY_VOID(RunDue(*process_));
    FaultCount& count = counts_[std::string(NameOf(fault.kind))];
    ++count.injected;
    count.noticed += process_->clock_jumps() - before;
  }
  return {};
}

// Another process finds the slot held, then free, and does the work; the first must not begin.
Status RehearsedService::Pause(FaultCount* count) {
  const auto other = Begin();
  TRY(const std::optional<JobSlot> claim, process_->ClaimDue(process_->jobs().front()));
  if (!claim) return {};
  ++count->injected;
  TRY_VOID(RunDue(*other));
  const bool was_held = last_runs_.empty();
  clock_.Sleep(kLease);
  TRY_VOID(RunDue(*other));
  const bool was_taken = !last_runs_.empty();
  TRY(const std::vector<SlotRun> back, process_->Work(*claim));
  count->noticed += was_held && was_taken && back.front().was_lost ? 1 : 0;
  return {};
}

// What it did of the pull stays, nothing of it is recorded at the slot; the next process does it
// once the lease is out.
Status RehearsedService::Kill(FaultCount* count) {
  TRY(const std::optional<JobSlot> claim, process_->ClaimDue(process_->jobs().front()));
  if (!claim) return {};
  ++count->injected;
  transport_.CutAfter(kRequestsBeforeEnd);
  static_cast<void>(process_->jobs().front().work());
  transport_.Mend();
  process_ = Begin();
  TRY_VOID(RunDue(*process_));
  const bool was_held = last_runs_.empty();
  clock_.Sleep(kLease);
  TRY_VOID(RunDue(*process_));
  const bool was_taken = !last_runs_.empty() && last_runs_.front().slot.attempt == 2;
  count->noticed += was_held && was_taken ? 1 : 0;
  return {};
}

Status RehearsedService::Restart(FaultCount* count) {
  transport_.CutAfter(kRequestsBeforeEnd);
  const Status run = RunDue(*process_);
  transport_.Mend();
  TRY_VOID(run);
  if (last_runs_.empty()) return {};
  ++count->injected;
  const JobSlot ended = last_runs_.front().slot;
  process_ = Begin();
  clock_.Sleep(kTimeToBeginAnew);
  count->noticed += ended.state == JobState::kFailed && ended.retry_at != 0 ? 1 : 0;
  return {};
}

Status RehearsedService::RunDue(Scheduler& process) {
  TRY(last_runs_, process.RunDue());
  for (const SlotRun& run : last_runs_) {
    if (run.was_lost || run.slot.job != kDailyUsageJob) continue;
    if (run.slot.state == JobState::kDone) ++times_done_[run.slot.slot];
  }
  return {};
}

Result<std::int64_t> RehearsedService::NewestRun() {
  TRY(const auto store, OpenLedger(DatabaseAccess::kRead));
  TRY(const std::vector<RunRecord> runs, store->Runs("", "", 1));
  return runs.empty() ? 0 : runs.front().id;
}

Result<std::vector<RunRecord>> RehearsedService::RunsSince(std::int64_t newest) {
  TRY(const auto store, OpenLedger(DatabaseAccess::kRead));
  TRY(std::vector<RunRecord> runs, store->Runs("", "ingest", 0));
  std::erase_if(runs, [newest](const RunRecord& run) { return run.id <= newest; });
  return runs;
}

}  // namespace cognitrack
