// What the flags verbs say, as text and as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/json_document.h"
#include "cli/text_style.h"
#include "ingest/flag_setting.h"

namespace cognitrack {

// What holds in a scope.
struct FlagScope {
  std::optional<std::string> source;  // Nothing: everywhere else.
  FlagValue value;
};

struct FlagsView {
  const FlagSpec* flag = nullptr;
  FlagDefault otherwise;
  std::vector<FlagScope> scopes;
};

// "off".
std::string_view SwitchWord(bool is_on);
// "off since 2026-03-05T14:00:00Z, set by Ann: restatement", "on by default".
std::string FlagValueText(const FlagValue& value);
// What turns daily_windows on again in the scope that the value comes from.
std::string TurnOnCommand(const FlagValue& value);

std::string FlagsText(const std::vector<FlagsView>& views, const TextStyle& style, int width);
std::string FlagsJson(const std::vector<FlagsView>& views);
std::string FlagHistoryText(const std::vector<FlagChange>& history, const TextStyle& style,
                            int width);
std::string FlagHistoryJson(const std::vector<FlagChange>& history);
std::string FlagOutcomeText(const FlagOutcome& outcome, const FlagOrder& order,
                            const TextStyle& style);
std::string FlagOutcomeJson(const FlagOutcome& outcome, const FlagOrder& order,
                            std::string_view verb);
JsonObject FlagValueObject(const FlagValue& value);

}  // namespace cognitrack
