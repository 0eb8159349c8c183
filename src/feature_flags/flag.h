// Flags: switches of a running installation, from a closed list. Each is set for one source or
// everywhere, with a reason, by somebody; what was set is never rewritten.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace cognitrack {

// Whether what runs by itself may pull. A person's own pull is never stopped by it.
inline constexpr std::string_view kDailyWindows = "daily_windows";

struct FlagSpec {
  std::string_view name;
  std::string_view text;      // What it governs, in a few words.
  std::string_view variable;  // The environment variable that its default is taken from.
  bool built_in = false;      // The default without that.
};

const std::vector<FlagSpec>& Flags();
// Null where there is no flag of that name.
const FlagSpec* FindFlag(std::string_view name);

enum class FlagSetting {
  kOff,
  kOn,
  kDefault,  // The scope has no entry of its own any more.
};
// "off", "on", "default".
std::string_view NameOf(FlagSetting setting);
std::optional<FlagSetting> FlagSettingNamed(std::string_view name);

// true, 1, on, yes and false, 0, off, no, in any case; nothing for any other text.
std::optional<bool> ParseSwitch(std::string_view text);

// One entry of a flag's history.
struct FlagChange {
  std::int64_t id = 0;
  std::string flag;
  std::optional<std::string> source;  // Nothing: everywhere.
  FlagSetting setting = FlagSetting::kDefault;
  std::string reason;
  std::string set_by;
  std::optional<std::int64_t> parity_run;  // The check that it stands on.
  std::int64_t run_id = 0;
  UtcSeconds set_at = 0;
  bool operator==(const FlagChange&) const = default;
};

}  // namespace cognitrack
