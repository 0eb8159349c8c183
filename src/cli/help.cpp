#include "cli/help.h"

#include <algorithm>

#include "cli/display_text.h"
#include "cli/settings.h"

namespace cognitrack {
namespace {

constexpr int kWidest = 100;  // Longer lines are no longer read with ease.

// Two columns: names at a fixed width, texts wrapped beside them.
void AppendEntry(std::string_view name, std::string_view text, int column, int width,
                 std::string* help) {
  const std::vector<std::string> lines = Wrapped(text, std::max(24, width - column - 4));
  std::string left = "  " + PaddedRight(name, column);
  if (DisplayWidth(name) > column) {
    *help += left + "\n";
    left = std::string(static_cast<std::size_t>(column) + 2, ' ');
  }
  for (const std::string& line : lines) {
    *help += left + "  " + line + "\n";
    left = std::string(static_cast<std::size_t>(column) + 2, ' ');
  }
}

std::string NameAndValue(const OptionSpec& spec) {
  std::string text(spec.name);
  if (!spec.value.empty()) text += " " + std::string(spec.value);
  return text;
}

void AppendOptions(std::string_view heading, const std::vector<OptionSpec>& options,
                   const TextStyle& style, int width, std::string* help) {
  if (options.empty()) return;
  *help += "\n" + style.Bold(heading) + "\n";
  for (const OptionSpec& spec : options) {
    std::string text(spec.text);
    if (spec.required) text += " (required)";
    AppendEntry(NameAndValue(spec), text, 22, width, help);
  }
}

std::string Usage(const VerbSpec& verb) {
  std::string line = "cognitrack " + std::string(verb.name);
  for (const OptionSpec& spec : verb.options) {
    line += spec.required ? " " + NameAndValue(spec) : " [" + NameAndValue(spec) + "]";
  }
  return line;
}

void AppendUsage(const VerbSpec& verb, const TextStyle& style, int width, std::string* help) {
  *help += style.Bold("Usage") + "\n";
  std::string indent = "  ";
  for (const std::string& line : Wrapped(Usage(verb), width - 6)) {
    *help += indent + line + "\n";
    indent = "      ";
  }
}

void AppendExits(const VerbSpec& verb, const TextStyle& style, int width, std::string* help) {
  *help += "\n" + style.Bold("Exit codes") + "\n";
  for (const ExitSpec& exit : ExitsOf(verb)) {
    AppendEntry(PaddedLeft(std::to_string(exit.code), 2), exit.text, 2, width, help);
  }
}

void AppendVerbLines(std::string_view prefix, const TextStyle& style, int width,
                     std::string* help) {
  std::string_view group;
  for (const VerbSpec& verb : Verbs()) {
    if (verb.name.rfind(prefix, 0) != 0) continue;
    if (verb.group != group) *help += "\n" + style.Bold(verb.group) + "\n";
    group = verb.group;
    AppendEntry(verb.name, verb.summary, 21, width, help);
  }
}

}  // namespace

const std::vector<ExitSpec>& CommonExits() {
  static const std::vector<ExitSpec> kExits = {
      {0, "done"},
      {64, "the command line is wrong"},
      {74, "disk full, I/O error or damaged database"},
      {78, "settings, schema version or permissions"},
  };
  return kExits;
}

bool IsCommonExit(const ExitSpec& exit) {
  return std::any_of(CommonExits().begin(), CommonExits().end(), [&](const ExitSpec& common) {
    return common.code == exit.code && common.text == exit.text;
  });
}

std::vector<ExitSpec> ExitsOf(const VerbSpec& verb) {
  std::vector<ExitSpec> exits = verb.exits;
  for (const ExitSpec& common : CommonExits()) {
    const auto same = [&](const ExitSpec& exit) { return exit.code == common.code; };
    if (std::none_of(exits.begin(), exits.end(), same)) exits.push_back(common);
  }
  std::sort(exits.begin(), exits.end(),
            [](const ExitSpec& a, const ExitSpec& b) { return a.code < b.code; });
  return exits;
}

std::string OverviewHelp(const TextStyle& style, int width) {
  width = std::min(width, kWidest);
  std::string help;
  for (const std::string& line :
       Wrapped("cognitrack keeps a ledger of what an organisation uses at its LLM provider, and "
               "proves, "
               "day by day, that it shows what the provider's dashboard shows.",
               width)) {
    help += line + "\n";
  }
  help += "\n" + style.Bold("Usage") + "\n  cognitrack VERB [options]\n";
  AppendVerbLines("", style, width, &help);
  AppendOptions("On every verb", CommonOptions(), style, width, &help);
  help += "\n" + style.Bold("From an export to a proof") + "\n";
  help +=
      "  cognitrack import --csv completions_usage_2026-03-01_2026-04-01.csv\n"
      "  cognitrack windows\n"
      "  cognitrack usage --group-by model\n"
      "\n" +
      style.Bold("From the provider's API to a proof") +
      "\n"
      "  export OPENAI_ADMIN_KEY=sk-admin-…\n"
      "  cognitrack backfill --start 2026-03-01 --end 2026-03-31\n"
      "  cognitrack parity --csv completions_usage_2026-03-01_2026-04-01.csv\n";
  help += "\n" + style.Bold("Settings") +
          " (environment, or a settings file; 'cognitrack config print' shows them)\n";
  for (const SettingSpec& setting : SettingTable()) {
    AppendEntry(setting.name, setting.text, 31, width, &help);
  }
  help += "\n'cognitrack VERB --help' tells all about one verb: example, exit codes.\n";
  return help;
}

std::string VerbHelp(std::string_view name, const TextStyle& style, int width) {
  width = std::min(width, kWidest);
  std::string help;
  const VerbSpec* verb = FindVerb(name);
  if (verb == nullptr) {
    help += style.Bold("Usage") + "\n  cognitrack " + std::string(name) + " VERB\n";
    AppendVerbLines(std::string(name) + " ", style, width, &help);
    return help;
  }
  help += style.Bold("cognitrack " + std::string(verb->name)) + " — " + std::string(verb->summary) +
          "\n\n";
  for (const std::string& line : Wrapped(verb->paragraph, width)) help += line + "\n";
  help += "\n";
  AppendUsage(*verb, style, width, &help);
  AppendOptions("Options", verb->options, style, width, &help);
  AppendOptions("On every verb", CommonOptions(), style, width, &help);
  help += "\n" + style.Bold(verb->examples.size() > 1 ? "Examples" : "Example") + "\n";
  for (const std::string_view example : verb->examples) help += "  " + std::string(example) + "\n";
  AppendExits(*verb, style, width, &help);
  const std::string below = std::string(name) + " ";
  if (std::any_of(Verbs().begin(), Verbs().end(),
                  [&](const VerbSpec& other) { return other.name.rfind(below, 0) == 0; })) {
    AppendVerbLines(below, style, width, &help);
  }
  return help;
}

}  // namespace cognitrack
