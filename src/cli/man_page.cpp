#include "cli/man_page.h"

#include <string_view>

#include "cli/help.h"
#include "cli/settings.h"
#include "cli/verb_table.h"
#include "cli/version.h"

namespace cognitrack {
namespace {

// A text that roff sets as it is: a dash stays one, and nothing in it is a request.
std::string Set(std::string_view text) {
  std::string set;
  for (const char c : text) {
    if (c == '\\') {
      set += "\\e";
    } else if (c == '-') {
      set += "\\-";
    } else if (c == '\'') {
      set += "\\(aq";
    } else {
      set.push_back(c);
    }
  }
  return set.starts_with('.') ? "\\&" + set : set;
}

std::string Bold(std::string_view text) { return "\\fB" + Set(text) + "\\fR"; }

std::string Italic(std::string_view text) { return "\\fI" + Set(text) + "\\fR"; }

std::string NameAndValue(const OptionSpec& spec) {
  const bool is_option = spec.name.starts_with('-');
  std::string text = is_option ? Bold(spec.name) : Italic(spec.name);
  if (!spec.value.empty()) text += " " + Italic(spec.value);
  return text;
}

void AddTerm(const std::string& term, std::string_view text, std::string* page) {
  *page += ".TP\n" + term + "\n" + Set(text) + "\n";
}

void AddOptions(const std::vector<OptionSpec>& options, std::string* page) {
  for (const OptionSpec& spec : options) {
    AddTerm(NameAndValue(spec), std::string(spec.text) + (spec.required ? " (required)" : ""),
            page);
  }
}

void AddVerb(const VerbSpec& verb, std::string* page) {
  *page +=
      ".SS " + Set(verb.name) + "\n" + Set(verb.summary) + ".\n.PP\n" + Set(verb.paragraph) + "\n";
  AddOptions(verb.options, page);
  *page += ".PP\n.nf\n";
  for (const std::string_view example : verb.examples) *page += Set(example) + "\n";
  *page += ".fi\n";
  for (const ExitSpec& exit : ExitsOf(verb)) {
    if (IsCommonExit(exit)) continue;
    AddTerm("Exit " + std::to_string(exit.code), exit.text, page);
  }
}

void AddVerbs(std::string* page) {
  std::string_view group;
  for (const VerbSpec& verb : Verbs()) {
    if (verb.group != group) {
      std::string heading;
      for (const char c : verb.group) {
        heading.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
      }
      *page += ".SH \"" + Set(heading) + "\"\n";
    }
    group = verb.group;
    AddVerb(verb, page);
  }
}

}  // namespace

std::string ManPage() {
  std::string page = ".TH COGNITRACK 1 \"\" \"CogniTrack " + std::string(kVersion) +
                     "\" \"User Commands\"\n"
                     ".SH NAME\ncognitrack \\- ledger of LLM usage and costs that proves its "
                     "numbers\n.SH SYNOPSIS\n.B cognitrack\n.I VERB\n[\\fIoptions\\fR]\n"
                     ".SH DESCRIPTION\n" +
                     Set("Keeps a ledger of what an organisation uses at its LLM provider, and "
                         "proves, day by day, that it shows what the provider's dashboard shows.") +
                     "\n.SH OPTIONS\n" + Set("On every verb:") + "\n";
  AddOptions(CommonOptions(), &page);
  AddVerbs(&page);
  page += ".SH ENVIRONMENT\n" +
          Set("Settings, which may also stand in a file; 'cognitrack config print' shows them.") +
          "\n";
  for (const SettingSpec& setting : SettingTable())
    AddTerm(Bold(setting.name), setting.text, &page);
  page += ".SH \"EXIT STATUS\"\n";
  for (const ExitSpec& exit : CommonExits()) {
    AddTerm(Bold(std::to_string(exit.code)), exit.text, &page);
  }
  page += ".SH FILES\n";
  AddTerm(Italic("/etc/cognitrack/cognitrack.toml"), "The machine's settings.", &page);
  AddTerm(Italic("/usr/share/doc/cognitrack"), "All about it, the runbooks included.", &page);
  return page;
}

}  // namespace cognitrack
