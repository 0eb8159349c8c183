#include "rehearsal/rehearsal.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "cli/json_members.h"
#include "rehearsal/rehearsed_service.h"

namespace cognitrack {
namespace {

// 2026-06-01: every surface has its use by then, and its prices.
constexpr Day kFirstNight{20'605};
// After the hour of the pull, with time for what failed to be tried again before the end.
constexpr UtcSeconds kHourOfStart = 6 * kSecondsPerHour;
// What the first pull of an empty ledger reads, today included.
constexpr int kDaysBefore = 34;

class Summary {
 public:
  Summary(const RehearsalOptions& options, RehearsedService& service, RehearsalWorld& world)
      : service_(service), world_(world) {
    summary_.options = options;
  }

  Result<RehearsalSummary> Make(UtcSeconds started_at, UtcSeconds ended_at,
                                const RehearsalFaults& faults) {
    summary_.started_at = started_at;
    summary_.ended_at = ended_at;
    summary_.kinds = faults.kinds;
    summary_.faults = service_.counts();
    first_ = kFirstNight - kDaysBefore;
    const JobTiming& timing = service_.timing();
    last_slot_ = timing.when.LastUntil(ended_at - timing.jitter.count());
    last_ = DayOf(last_slot_) - 1;
    summary_.days = last_ - first_ + 1;
    summary_.sources = static_cast<std::int64_t>(world_.surfaces().size());
    TRY_VOID(CountSlots());
    TRY_VOID(ReadLedger());
    TRY_VOID(MakeParity());
    Judge();
    return std::move(summary_);
  }

 private:
  Status CountSlots() {
    TRY(const auto store, service_.OpenService());
    TRY(const std::vector<JobSlot> slots, store->jobs().List(100'000));
    const CronExpression& when = service_.timing().when;
    const UtcSeconds before_first = when.LastUntil(summary_.started_at) - 1;
    summary_.slots_expected = when.CountBetween(before_first, last_slot_ + 1);
    for (const JobSlot& slot : slots) {
      if (slot.job == kReconcileJob && summary_.reconciliation.empty()) {
        summary_.reconciliation = NameOf(slot.state);
      }
      if (slot.job != kDailyUsageJob) continue;
      ++summary_.slots_run;
      summary_.slots_missed += slot.missed;
      summary_.slots_caught_up += slot.missed > 0 || slot.attempt > 1 ? 1 : 0;
    }
    for (const auto& [slot, times] : service_.times_done()) summary_.slots_repeated += times - 1;
    return {};
  }

  Status ReadLedger() {
    TRY(const auto store, service_.OpenLedger(DatabaseAccess::kRead));
    TRY(const std::vector<RunRecord> runs, store->Runs("", "ingest", 0));
    std::int64_t changed = 0;
    for (const RunRecord& run : runs) {
      ++summary_.runs;
      summary_.runs_failed += run.exit_code == 0 ? 0 : 1;
      summary_.requests += run.counters.requests;
      summary_.retries += run.counters.retries;
      summary_.throttled += run.counters.throttled;
      summary_.windows_parked += run.counters.windows_parked;
      changed += run.counters.windows_changed;
    }
    TRY(const std::int64_t held, ReadWindows(*store));
    summary_.revision_changes = changed - held;
    TRY(const auto findings, store->CheckIntegrity());
    summary_.integrity_findings = static_cast<std::int64_t>(findings.size());
    return {};
  }

  // How many windows are held at all; those that must be are counted and digested.
  Result<std::int64_t> ReadWindows(LedgerStore& store) {
    const std::vector<std::string> surfaces = world_.surfaces();
    const std::set<std::string> expected(surfaces.begin(), surfaces.end());
    std::int64_t held = 0;
    Blake2bHasher hasher;
    TRY(const std::vector<SourceRecord> sources, store.Sources());
    for (const SourceRecord& source : sources) {
      TRY(std::vector<StreamRecord> streams, store.Streams(source.id));
      std::sort(streams.begin(), streams.end(), [](const auto& one, const auto& other) {
        return one.key.surface < other.key.surface;
      });
      for (const StreamRecord& stream : streams) {
        TRY(const auto windows, store.Windows(stream.id, kFirstDay.start(), kLastDay.end()));
        for (const WindowRecord& window : windows) {
          if (!window.has_content()) continue;
          ++held;
          const bool is_day = window.end - window.start == kSecondsPerDay && !window.clipped;
          const bool is_due = first_.start() <= window.start && window.end <= last_.end();
          if (!is_day || !is_due || !expected.contains(stream.key.surface)) continue;
          ++summary_.windows_seen;
          hasher.AddText(stream.key.surface);
          hasher.AddInteger(window.start);
          hasher.AddBytes(window.content_hash.view());
        }
      }
    }
    summary_.digest = ToHex(hasher.Finish());
    return held;
  }

  Status MakeParity() {
    TRY(const std::vector<RehearsalExport> files,
        world_.WriteExports(summary_.options.directory, first_, last_));
    for (const RehearsalExport& file : files) {
      const auto output = service_.Run({"parity", "--csv", file.file});
      if (!output) return output.error().At("parity of " + file.what);
      summary_.parity.push_back({file.what, TextIn(ObjectIn(output->document), "verdict")});
    }
    return {};
  }

  void Judge() {
    const bool agree =
        std::all_of(summary_.parity.begin(), summary_.parity.end(),
                    [](const RehearsalParity& parity) { return parity.verdict == "exact"; }) &&
        summary_.windows_seen == summary_.windows_expected() &&
        summary_.slots_run + summary_.slots_missed == summary_.slots_expected &&
        summary_.slots_repeated == 0 && summary_.integrity_findings == 0;
    bool all_injected = true;
    bool all_noticed = true;
    for (const std::string& kind : summary_.kinds) {
      const FaultCount& count = summary_.faults[kind];
      all_injected = all_injected && count.injected > 0;
      all_noticed = all_noticed && count.noticed == count.injected;
    }
    summary_.verdict = !agree          ? "variance"
                       : !all_noticed  ? "not_noticed"
                       : !all_injected ? "not_injected"
                                       : "exact";
  }

  RehearsedService& service_;
  RehearsalWorld& world_;
  RehearsalSummary summary_;
  UtcSeconds last_slot_ = 0;
  Day first_;
  Day last_;
};

}  // namespace

Result<RehearsalSummary> Rehearse(const RehearsalOptions& options, const RehearsalPorts& ports) {
  TRY(const RehearsalFaults faults, ParseRehearsalFaults(options.faults));
  VirtualClock clock(kFirstNight.start() + kHourOfStart);
  WorldOptions world_options;
  world_options.seed = options.seed;
  world_options.first_day = kFirstNight - kDaysBefore;
  world_options.days = kDaysBefore + 2 + (options.hours + 23) / 24;
  world_options.faults = faults.of_provider;
  TRY(const std::unique_ptr<RehearsalWorld> world, ports.make_world(world_options, clock));
  RehearsedService service(options, ports, faults, clock, *world);
  const UtcSeconds start = clock.Now();
  const UtcSeconds end = start + options.hours * kSecondsPerHour;
  TRY_VOID(service.RunUntil(end));
  return Summary(options, service, *world).Make(start, end, faults);
}

}  // namespace cognitrack
