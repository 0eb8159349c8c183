#include "cli/rollback_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

const OptionSpec kReason{"--reason", "TEXT", "Why; kept in the log ('rollback run' needs it)",
                         &O::reason};

std::vector<OptionSpec> StepOptions() {
  return {
      {"--from", "DAY", "Cursors go back: the next pull reads again from this day on", &O::from},
      {"--to-version", "N", "The schema goes down to N", &O::to_schema},
      {"--restore", "FILE", "Instead: that backup takes the ledger's place", &O::from_place},
      {"--lose-data", "", "With --to-version: what schema N has no place for may go",
       &O::lose_data},
      {"--csv", "FILE…", "Exports to verify with: usage or costs, all of one kind", &O::csv_files},
      kReason,
      {"--by", "NAME", "Who does it; the login name by default", &O::signed_by}};
}

VerbSpec RollbackVerb(std::string_view name, std::string_view group) {
  return {name,
          group,
          name == "rollback" ? "The way back after a change: what each step would do"
                             : "The same as 'rollback': the plan; nothing is changed",
          "The steps, in order: daily_windows off, cursors back, schema down or a backup restored, "
          "verification by parity. Which of them are taken, the options say. Shows what each would "
          "do now, or why it is left out, and the commands that do it by hand. With --source for "
          "that one, else for all; a step on the schema always concerns all.",
          StepOptions(),
          {name == "rollback" ? "cognitrack rollback --to-version 1 --lose-data"
                              : "cognitrack rollback plan --from 2026-03-01 --csv march.csv"},
          {{64, "the command line is wrong, or a step could not be done; nothing was changed"}}};
}

VerbSpec RollbackRunVerb(std::string_view group) {
  std::vector<OptionSpec> options = StepOptions();
  options.push_back({"--yes", "", "Do every step; else each is asked for, on a terminal", &O::yes});
  return {"rollback run",
          group,
          "Carry the plan out, step by step, and log it",
          "Everything is looked at before the first step. It stops at the first step that fails, "
          "and says what was done, what was not, and how to go on. The log is a run in the ledger "
          "that is in force afterwards, with each step, how long it took and what came of it.",
          options,
          {"cognitrack rollback run --restore before.db --csv march.csv --reason 'see #12' --yes"},
          {{0, "every step was done"},
           {1, "parity does not prove what is left"},
           {64, "the command line is wrong, or a step could not be done; nothing was changed"},
           {75, "another process is writing this ledger, or it was stopped between two steps"}}};
}

}  // namespace

std::vector<VerbSpec> RollbackVerbs(std::string_view group) {
  return {RollbackVerb("rollback", group), RollbackVerb("rollback plan", group),
          RollbackRunVerb(group)};
}

}  // namespace cognitrack
