#include "cli/argument_parser.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <map>

#include "cli/nearest_name.h"
#include "cli/verb_table.h"

namespace cognitrack {
namespace {

constexpr int kAnyNumber = 1 << 20;

bool TakesMany(const OptionSpec& spec) { return spec.value.find("…") != std::string_view::npos; }

Error UsageError(const std::string& verb, const std::string& message) {
  const std::string help = verb.empty() ? "cognitrack --help" : "cognitrack " + verb + " --help";
  return Error{ErrorCode::kUsage, message + " ('" + help + "' tells more)"};
}

// One command (the root, or a verb) with the options it was given.
struct Command {
  CLI::App* app = nullptr;
  std::string name;                // "" for the root, "config" for a mere prefix of verbs.
  const VerbSpec* verb = nullptr;  // Null for the root and for a mere prefix.
  CLI::Option* help = nullptr;
  std::vector<std::pair<const OptionSpec*, CLI::Option*>> own;
  std::vector<std::pair<const OptionSpec*, CLI::Option*>> common;
};

CLI::Option* AddOption(CLI::App* app, const OptionSpec& spec) {
  const std::string name(spec.name);
  if (std::holds_alternative<bool CommandOptions::*>(spec.target)) return app->add_flag(name);
  CLI::Option* option = app->add_option(name);
  if (TakesMany(spec)) {
    option->expected(1, kAnyNumber);
  } else {
    option->expected(1)->allow_extra_args(false);
  }
  option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return option;
}

// The tree of commands that the verb table describes.
class CommandTree {
 public:
  CommandTree() : root_("", "cognitrack") {
    Prepare(&root_, "", nullptr);
    root_.require_subcommand(0, 1);
    for (const VerbSpec& verb : Verbs()) AddVerb(verb);
  }

  CLI::App& root() { return root_; }

  // From the root to the innermost command that was named.
  std::vector<const Command*> Chosen() const {
    std::vector<const Command*> chosen;
    const CLI::App* app = &root_;
    while (app != nullptr) {
      chosen.push_back(&commands_.at(app));
      const std::vector<CLI::App*> next = app->get_subcommands();
      app = next.empty() ? nullptr : next.front();
    }
    return chosen;
  }

 private:
  Command& Prepare(CLI::App* app, const std::string& name, const VerbSpec* verb) {
    Command& command = commands_[app];
    command.app = app;
    command.name = name;
    app->set_help_flag();
    command.help = app->add_flag("-h,--help");
    for (const OptionSpec& spec : CommonOptions()) {
      command.common.emplace_back(&spec, AddOption(app, spec));
    }
    if (verb == nullptr) return command;
    command.verb = verb;
    for (const OptionSpec& spec : verb->options) {
      command.own.emplace_back(&spec, AddOption(app, spec));
    }
    return command;
  }

  CLI::App* FindPrefix(const std::string& name) {
    for (CLI::App* app : root_.get_subcommands({})) {
      if (app->get_name() == name) return app;
    }
    return nullptr;
  }

  void AddVerb(const VerbSpec& verb) {
    const std::string name(verb.name);
    const std::size_t blank = name.find(' ');
    if (blank == std::string::npos) {
      Prepare(root_.add_subcommand(name), name, &verb);
      return;
    }
    const std::string prefix = name.substr(0, blank);
    CLI::App* parent = FindPrefix(prefix);
    if (parent == nullptr) {
      parent = root_.add_subcommand(prefix);
      Prepare(parent, prefix, nullptr);
    }
    parent->require_subcommand(0, 1);
    Prepare(parent->add_subcommand(name.substr(blank + 1)), name, &verb);
  }

  CLI::App root_;
  std::map<const CLI::App*, Command> commands_;
};

// The words that could stand where an unknown one stood.
std::vector<std::string> Candidates(const Command& command, bool option) {
  std::vector<std::string> names;
  if (option) {
    for (const auto& [spec, added] : command.own) names.emplace_back(spec->name);
    for (const auto& [spec, added] : command.common) names.emplace_back(spec->name);
    return names;
  }
  for (const CLI::App* verb : command.app->get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

Error UnknownWord(const Command& command, const std::string& word) {
  const bool option = word.rfind("-", 0) == 0;
  const std::string name = word.substr(0, word.find('='));
  std::string message;
  if (option) {
    message = "unknown option '" + name + "'";
    if (!command.name.empty()) message += " for '" + command.name + "'";
  } else if (command.app->get_subcommands({}).empty() || command.verb != nullptr) {
    message = "'" + command.name + "' takes no argument '" + word + "'";
  } else {
    message = "unknown verb '" + (command.name.empty() ? "" : command.name + " ") + word + "'";
  }
  if (const auto nearest = NearestName(name, Candidates(command, option))) {
    message += "; did you mean '" + *nearest + "'?";
  }
  return UsageError(command.name, message);
}

Result<std::int64_t> ParseWhole(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) {
    return Error{ErrorCode::kUsage, "'" + text + "' is no whole number from 0 on"};
  }
  return value;
}

// Puts what one option was given where it goes.
Status Store(const OptionSpec& spec, const CLI::Option& given, CommandOptions* options) {
  const std::vector<std::string>& values = given.results();
  if (const auto* flag = std::get_if<bool CommandOptions::*>(&spec.target)) {
    options->*(*flag) = true;
    return {};
  }
  if (const auto* list = std::get_if<std::vector<std::string> CommandOptions::*>(&spec.target)) {
    std::vector<std::string>& all = options->*(*list);
    all.insert(all.end(), values.begin(), values.end());
    return {};
  }
  if (values.size() != 1) {
    return Error{ErrorCode::kUsage, "given " + std::to_string(values.size()) + " times"};
  }
  if (const auto* day = std::get_if<std::optional<Day> CommandOptions::*>(&spec.target)) {
    TRY(const Day parsed, ParseDay(values.front()));
    if (parsed < kFirstDay || parsed > kLastDay) {
      return Error{ErrorCode::kUsage, "lies outside the days that are kept, " +
                                          FormatDay(kFirstDay) + " to " + FormatDay(kLastDay)};
    }
    options->*(*day) = parsed;
  } else if (const auto* number =
                 std::get_if<std::optional<std::int64_t> CommandOptions::*>(&spec.target)) {
    TRY(options->*(*number), ParseWhole(values.front()));
  } else if (const auto* text =
                 std::get_if<std::optional<std::string> CommandOptions::*>(&spec.target)) {
    if (values.front().empty()) return Error{ErrorCode::kUsage, "is empty"};
    options->*(*text) = values.front();
  }
  return {};
}

Status StoreAll(const Command& command,
                const std::vector<std::pair<const OptionSpec*, CLI::Option*>>& list,
                CommandOptions* options) {
  for (const auto& [spec, given] : list) {
    if (given->count() == 0) continue;
    if (const Status stored = Store(*spec, *given, options); !stored) {
      return UsageError(command.name, stored.error().At(spec->name).message);
    }
  }
  return {};
}

// Why the innermost command cannot run, or nothing.
Status CheckComplete(const std::vector<const Command*>& chosen) {
  const Command& last = *chosen.back();
  if (last.verb == nullptr) {
    if (chosen.size() == 1) return UsageError("", "no verb was given");
    std::string names;
    for (const std::string& name : Candidates(last, false)) {
      names += (names.empty() ? "" : ", ") + name;
    }
    return UsageError("", "'" + last.name + "' needs one of: " + names);
  }
  for (std::size_t i = 0; i + 1 < chosen.size(); ++i) {
    for (const auto& [spec, given] : chosen[i]->own) {
      if (given->count() == 0) continue;
      return UsageError(last.name, "'" + last.name + "' does not take " + std::string(spec->name) +
                                       " of '" + chosen[i]->name + "'");
    }
  }
  for (const auto& [spec, given] : last.own) {
    if (!spec->required || given->count() > 0) continue;
    return UsageError(last.name, "'" + last.name + "' needs " + std::string(spec->name) + " " +
                                     std::string(spec->value));
  }
  return {};
}

Result<ParsedCommand> Collect(const std::vector<const Command*>& chosen) {
  ParsedCommand parsed;
  for (const Command* command : chosen) {
    if (command->help->count() > 0) parsed.help = true;
    if (!command->name.empty()) parsed.options.verb = command->name;
  }
  if (parsed.help) return parsed;
  TRY_VOID(CheckComplete(chosen));
  for (const Command* command : chosen) {
    TRY_VOID(StoreAll(*command, command->common, &parsed.options));
  }
  TRY_VOID(StoreAll(*chosen.back(), chosen.back()->own, &parsed.options));
  return parsed;
}

}  // namespace

Result<ParsedCommand> ParseArguments(const std::vector<std::string>& arguments) {
  CommandTree tree;
  try {
    // CLI11 takes the arguments from the back.
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    tree.root().parse(reversed);
  } catch (const CLI::ExtrasError&) {
    const std::vector<const Command*> chosen = tree.Chosen();
    const std::vector<std::string> extras = tree.root().remaining(true);
    return UnknownWord(*chosen.back(), extras.empty() ? "" : extras.front());
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string said = error.what();
    return UsageError(tree.Chosen().back()->name,
                      said.substr(0, said.find(':')) + " needs a value behind it");
  } catch (const CLI::ParseError& error) {
    return UsageError(tree.Chosen().back()->name, error.what());
  }
  return Collect(tree.Chosen());
}

}  // namespace cognitrack
