// RunJournal: the record of one run from its first moment to its last, written as it goes, so that
// what a killed run did can be read from the ledger and continued.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "ingest/run_observer.h"
#include "store/ledger_store.h"

namespace cognitrack {

namespace outcome {
inline constexpr std::string_view kRunning = "running";
inline constexpr std::string_view kOk = "ok";
inline constexpr std::string_view kFailed = "failed";
inline constexpr std::string_view kInterrupted = "interrupted";
}  // namespace outcome

class RunJournal {
 public:
  // `observer`: null where nobody watches.
  RunJournal(LedgerStore& store, Clock& clock, RunObserver* observer = nullptr)
      : store_(store), clock_(clock), observer_(observer) {}

  // Writes the run as "running" from now on.
  Status Begin(RunRecord run);
  void AddIssue(std::string_view code, std::string where, std::string detail,
                std::int64_t count = 1);
  // Windows that were dealt with; what is recorded of them is the caller's.
  void NoteWindow(const WindowEvent& event);
  // Windows that were parked, as an issue.
  void AddParked(const std::string& surface, std::string where, const std::string& reason,
                 std::int64_t count = 1, std::optional<Day> day = {});
  // Writes what is known by now.
  Status Save();
  // Writes the end of the run.
  Status Finish(std::string_view outcome, int exit_code, std::string message);

  RunRecord& run() { return run_; }

 private:
  LedgerStore& store_;
  Clock& clock_;
  RunObserver* observer_;
  RunRecord run_;
};

// Of several failures, the one whose exit code a run ends with: the first that applies of 70, 74,
// 77, 76, 69, 75 (DESIGN §7). Any other code comes after 74. `codes` is not empty.
ErrorCode WorstOf(const std::vector<ErrorCode>& codes);

}  // namespace cognitrack
