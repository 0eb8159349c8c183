// The settings that are about alerts and about who is told of them: part of the table of settings.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/alert_facts.h"
#include "base/result.h"
#include "cli/setting_spec.h"
#include "notify/notifiers.h"

namespace cognitrack {

struct AlertSettings {
  NotifierSettings notifiers;
  AlertPolicy policy;
  std::chrono::seconds again_after{24 * kSecondsPerHour};  // 0: never.
  std::optional<std::string> exports_folder;               // That is watched.
};

const std::vector<SettingSpec>& AlertSettingSpecs();

// How a setting is asked for: its value (nothing: not set), and its name as whoever set it would
// look for it.
struct SettingLookup {
  std::function<std::optional<std::string>(std::string_view name)> value;
  std::function<std::string(std::string_view name)> named;
};
// kConfig for a value that may not be.
Result<AlertSettings> ResolveAlertSettings(const SettingLookup& lookup);

}  // namespace cognitrack
