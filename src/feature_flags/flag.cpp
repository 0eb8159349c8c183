#include "feature_flags/flag.h"

#include <algorithm>
#include <array>

namespace cognitrack {
namespace {

constexpr std::array<std::string_view, 4> kTrue = {"true", "1", "on", "yes"};
constexpr std::array<std::string_view, 4> kFalse = {"false", "0", "off", "no"};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

const std::vector<FlagSpec>& Flags() {
  // On unless somebody turns it off: a timer that was set up and silently pulls nothing would be
  // found out weeks later.
  static const std::vector<FlagSpec> kFlags = {
      {kDailyWindows, "whether 'ingest --scheduled' pulls", "ENABLE_DAILY_USAGE_WINDOWS", true}};
  return kFlags;
}

const FlagSpec* FindFlag(std::string_view name) {
  for (const FlagSpec& flag : Flags()) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

std::string_view NameOf(FlagSetting setting) {
  switch (setting) {
    case FlagSetting::kOff:
      return "off";
    case FlagSetting::kOn:
      return "on";
    case FlagSetting::kDefault:
      return "default";
  }
  return "default";
}

std::optional<FlagSetting> FlagSettingNamed(std::string_view name) {
  for (const FlagSetting setting : {FlagSetting::kOff, FlagSetting::kOn, FlagSetting::kDefault}) {
    if (NameOf(setting) == name) return setting;
  }
  return std::nullopt;
}

std::optional<bool> ParseSwitch(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  if (std::find(kTrue.begin(), kTrue.end(), lower) != kTrue.end()) return true;
  if (std::find(kFalse.begin(), kFalse.end(), lower) != kFalse.end()) return false;
  return std::nullopt;
}

}  // namespace cognitrack
