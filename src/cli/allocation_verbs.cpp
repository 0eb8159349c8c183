#include "cli/allocation_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

const OptionSpec kRules{"--csv", "FILE", "The allocation file (docs/ALLOCATION.md)", &O::rules_file,
                        true};
const OptionSpec kAsOf{"--as-of", "REV|DAY|TIME",
                       "What the ledger believed then: its rows and its rules", &O::as_of};
const ExitSpec kBadFile{65, "the file cannot be used, and why; the rules in force stay"};

VerbSpec SetVerb(std::string_view group) {
  return {"allocation set",
          group,
          "Say whose money the spend is",
          "The file's rules take the place of those in force, as a whole; what they were before is "
          "kept. A rule gives the spend of a project, an api key or a user to a business unit and "
          "a cost centre, from a day on, whole or by percent. Shows what changes.",
          {kRules},
          {"cognitrack allocation set --csv units.csv"},
          {kBadFile, {75, "another process is writing this ledger"}}};
}

VerbSpec ShowVerb(std::string_view group) {
  return {"allocation show",
          group,
          "The allocation rules in force",
          "The rules with their days and shares. With --history every set of rules that was ever "
          "in force: since when, by which run, and what it changed.",
          {{"--history", "", "Every version, newest first", &O::history}, kAsOf},
          {"cognitrack allocation show", "cognitrack allocation show --history"},
          {}};
}

VerbSpec CheckVerb(std::string_view group) {
  return {"allocation check",
          group,
          "Whether an allocation file can be used",
          "Reads the file and changes nothing: unknown columns, days that overlap, shares above "
          "100 % are told with file, line and column.",
          {kRules},
          {"cognitrack allocation check --csv units.csv"},
          {kBadFile}};
}

VerbSpec StatementVerb(std::string_view group) {
  return {
      "allocation statement",
      group,
      "A month's bill by business unit and cost centre",
      "What the provider billed, split by the rules in force. The parts add up to the bill to the "
      "last digit; what no rule allocates is always shown, and so is every day that is missing, or "
      "that could not be told apart by api key or user. With --unit the lines of one unit.",
      {{"--month", "YYYY-MM", "The UTC month", &O::month, true},
       {"--unit", "NAME", "One business unit, line by line", &O::unit},
       {"--format", "text|csv|md", "The form (text, or what the name of --out tells)", &O::format},
       {"--out", "FILE", "Write to a file, whole or not at all", &O::out_file},
       kAsOf},
      {"cognitrack allocation statement --month 2026-03",
       "cognitrack allocation statement --month 2026-03 --out 2026-03.csv",
       "cognitrack allocation statement --month 2026-03 --unit Research --out research.md"},
      {{74, "the output could not be written"}}};
}

}  // namespace

std::vector<VerbSpec> AllocationVerbs(std::string_view group) {
  return {SetVerb(group), ShowVerb(group), CheckVerb(group), StatementVerb(group)};
}

}  // namespace cognitrack
