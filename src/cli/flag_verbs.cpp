#include "cli/flag_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

const ExitSpec kBusy{75, "another process is writing this ledger"};
const OptionSpec kFlagName{"NAME", "", "The flag: daily_windows", &O::flag_name, true};
const OptionSpec kBy{"--by", "NAME",
                     "Who sets it; the login name by default, and to turn one on the signature of "
                     "the parity check",
                     &O::signed_by};

VerbSpec FlagsVerb(std::string_view group) {
  return {"flags",
          group,
          "Switches of this installation: what holds, since when, by whom, why",
          "A flag holds for one source or everywhere; a source's own entry comes before the one "
          "for everywhere, and where there is neither, the default does. daily_windows governs "
          "what runs by itself: off, 'ingest --scheduled' pulls nothing. Its default is "
          "ENABLE_DAILY_USAGE_WINDOWS, or on.",
          {},
          {"cognitrack flags"},
          {}};
}

VerbSpec FlagsSetVerb(std::string_view group) {
  return {
      "flags set",
      group,
      "Turn a flag on or off, for one source or everywhere",
      "With --source for that one, else everywhere. Turning it off needs a reason. Turning it on "
      "asks for a clean parity check of each source in the scope that reaches the last seven days, "
      "or else for a reason, and records who signed it off. What was set is never rewritten.",
      {kFlagName,
       {"VALUE", "", "on or off", &O::flag_value, true},
       {"--reason", "TEXT", "Why; shown by 'flags', 'flags history' and 'runs'", &O::reason},
       kBy},
      {"cognitrack flags set daily_windows off --reason 'restatement of March under way'",
       "cognitrack flags set daily_windows on --source openai --by 'Ann Example'"},
      {{64, "the command line is wrong, or a reason or a name is missing; nothing was changed"},
       kBusy}};
}

VerbSpec FlagsResetVerb(std::string_view group) {
  return {"flags reset",
          group,
          "Take a scope's own entry back",
          "The source then follows what is set for everywhere; everywhere follows the default. The "
          "entry stays in the history.",
          {kFlagName,
           {"--reason", "TEXT", "Why; shown by 'flags history' and 'runs'", &O::reason, true},
           kBy},
          {"cognitrack flags reset daily_windows --source openai --reason 'as everywhere again'"},
          {kBusy}};
}

VerbSpec FlagsHistoryVerb(std::string_view group) {
  return {"flags history",
          group,
          "Every entry of the flags, newest first",
          "Who set what, when, for which scope and why, with the parity check that it stands on. "
          "With --source the entries of that one only.",
          {{"NAME", "", "One flag only", &O::flag_name}},
          {"cognitrack flags history", "cognitrack flags history daily_windows"},
          {}};
}

}  // namespace

std::vector<VerbSpec> FlagVerbs(std::string_view group) {
  return {FlagsVerb(group), FlagsSetVerb(group), FlagsResetVerb(group), FlagsHistoryVerb(group)};
}

}  // namespace cognitrack
