// WatchedRun: a pull that this process does, as those see it who watch it from other threads; and
// their way to stop it, between two windows. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/ledger_verbs.h"
#include "ingest/run_observer.h"

namespace cognitrack {

// What a run has done so far. Of issues there are kMostIssues at most.
struct RunSight {
  std::int64_t version = 0;                     // Grows with everything that happens.
  std::int64_t run_id = 0;                      // 0: it has not begun.
  std::map<std::string, std::int64_t> windows;  // Outcome → how many.
  std::int64_t rows_written = 0;
  std::vector<WindowEvent> issues;  // Of parked windows.
  bool is_over = false;
  std::optional<RunRecord> record;  // As it ended.
};

class WatchedRun : public RunObserver {
 public:
  static constexpr std::size_t kMostIssues = 1'000;

  // `next` is told everything, too; it may be null.
  WatchedRun(RunObserver* next, UtcSeconds since) : next_(next), since_(since) {}

  UtcSeconds since() const { return since_; }
  void Stop();
  bool IsToStop() const;
  // There is nothing more to come, whether it ever began or not.
  void Finish();

  RunSight Look() const;
  // Waits, at most `most`, for what a look of that version does not show.
  RunSight LookAfter(std::int64_t version, std::chrono::milliseconds most) const;
  // Waits until it has an id, or is over without one (nothing then).
  std::optional<std::int64_t> WaitForId() const;

  void OnBegin(const RunRecord& run) override;
  void OnWindow(const RunRecord& run, const WindowEvent& event) override;
  void OnEnd(const RunRecord& run) override;

 private:
  RunObserver* next_;
  UtcSeconds since_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool is_to_stop_ = false;
  RunSight sight_;
};

}  // namespace cognitrack
