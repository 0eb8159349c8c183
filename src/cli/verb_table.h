// The verb table: every verb, option, example and exit code of the command line in one place. The
// parser is built from it and so is the help, so that neither can say what the other does not do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/command_options.h"

namespace cognitrack {

// Where the value of an option goes; the type says what it may be.
using OptionTarget =
    std::variant<bool CommandOptions::*, std::optional<std::string> CommandOptions::*,
                 std::optional<Day> CommandOptions::*,
                 std::optional<std::int64_t> CommandOptions::*,
                 std::vector<std::string> CommandOptions::*>;

struct OptionSpec {
  std::string_view name;   // "--from"; "ID" without dashes for a positional one.
  std::string_view value;  // "DAY", "FILE…"; empty for a flag.
  std::string_view text;   // One line for the help.
  OptionTarget target;
  bool required = false;
};

// What a verb's exit code tells, beyond the codes that every verb may give.
struct ExitSpec {
  int code = 0;
  std::string_view text;
};

struct VerbSpec {
  std::string_view name;       // "import", "parity sign".
  std::string_view group;      // The heading it stands under in `cognitrack --help`.
  std::string_view summary;    // One line.
  std::string_view paragraph;  // What a newcomer must know before the first use.
  std::vector<OptionSpec> options;
  std::vector<std::string_view> examples;
  std::vector<ExitSpec> exits;
};

// In the order in which the help lists them.
const std::vector<VerbSpec>& Verbs();
// Null where there is no such verb.
const VerbSpec* FindVerb(std::string_view name);
// --db, --source, --json, --quiet, --no-color.
const std::vector<OptionSpec>& CommonOptions();

}  // namespace cognitrack
