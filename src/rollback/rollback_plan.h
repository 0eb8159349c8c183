// RollbackPlan: the way back after a change that went wrong: flag off, cursor reset, schema down or
// restore of a backup, verification by parity. What each step would do now, or why it is left out,
// and the commands that do it by hand. Reads only.
//
// A restore puts another ledger in place, which knows nothing of what was done to the one before:
// then the flag goes off a second time, and cursors are reset after it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/spawner.h"
#include "feature_flags/flag_value.h"
#include "ingest/progress.h"
#include "parity/parity_document.h"
#include "store/ledger_store.h"
#include "upkeep/backup.h"

namespace cognitrack {

struct RollbackOptions {
  std::optional<std::string> source;  // Nothing: every source. A step on the schema concerns all.
  std::string parity_source;          // Whose exports the files are.
  std::optional<Day> from;            // Cursors go back to it.
  std::optional<int> to_version;
  std::optional<std::string> restore_from;
  bool lose_data = false;  // What the older schema has no place for may go.
  std::vector<std::string> csv_files;
  std::string reason;
  std::string by;
};

using LedgerOpener =
    std::function<Result<std::unique_ptr<LedgerStore>>(const DatabaseLocation&, DatabaseAccess)>;

// All of it outlives what it is given to.
struct RollbackParts {
  const DatabaseLocation& place;
  std::string database_option;  // " --db PLACE" for the commands; empty where it goes without.
  const FlagDefault& otherwise;
  const LedgerOpener& open_ledger;
  const BackupParts& upkeep;
  Spawner& spawner;
  Progress& progress;
  // Keeps a parity document in the ledger and gives its run.
  std::function<Result<std::int64_t>(const ParityDocument&, UtcSeconds started_at)> record_parity;
};

enum class RollbackStepKind { kFlagOff, kCursors, kSchemaDown, kRestore, kParity };
// "flag_off", "cursor_reset", "schema_down", "restore", "parity".
std::string_view NameOf(RollbackStepKind kind);

enum class RollbackStepState { kPlanned, kLeftOut, kDone, kFailed, kSkipped, kNotReached };
// "planned", "left_out", "done", "failed", "skipped", "not_reached".
std::string_view NameOf(RollbackStepState state);

struct RollbackStep {
  RollbackStepKind kind = RollbackStepKind::kFlagOff;
  RollbackStepState state = RollbackStepState::kPlanned;
  std::string does;  // What it would do, or why it is left out.
  std::vector<std::string> commands;
  std::string result;  // What came of it.
  std::int64_t milliseconds = 0;
};

struct RollbackPlan {
  int schema = 0;         // Of the ledger.
  int newest_schema = 0;  // Of the program.
  std::vector<RollbackStep> steps;
  std::vector<VersionChange>
      promoted;  // What put a version in force that is not the program's own.
};

// kUsage for options that exclude each other, a day in the future, a file that is not there, and a
// way down that would lose data unless told; kConfig where there is no ledger or its schema is not
// of this program.
Result<RollbackPlan> PlanRollback(const RollbackOptions& options, const RollbackParts& parts);

// The scopes that have to be turned off, so that the flag is off in `source`, or in every source;
// nothing in the list is everywhere.
std::vector<std::optional<std::string>> ScopesToTurnOff(const std::optional<std::string>& source,
                                                        const std::vector<SourceRecord>& sources,
                                                        const std::vector<FlagChange>& history,
                                                        const FlagDefault& otherwise);

// The source whose flag a rollback turns off: nothing where a step on the schema concerns them all.
std::optional<std::string> FlagSourceOf(const RollbackOptions& options);

// A word as a shell takes it.
std::string ShellWord(const std::string& text);

}  // namespace cognitrack
