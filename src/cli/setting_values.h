// SettingValues: what is set, and where: the environment comes before the user's settings file,
// that before the system's. Read once: a service goes on with what it was started with.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/setting_spec.h"

namespace cognitrack {

using VariableReader = std::function<std::optional<std::string>(const std::string&)>;

struct SettingValue {
  std::string text;
  std::string origin;  // "environment", "/etc/cognitrack/cognitrack.toml:3"; for people.
  bool from_environment = false;
};

// Which settings files are read.
struct SettingPlaces {
  std::optional<std::string> file;  // This one and no other (--config).
  std::string system_file;          // Where there is one; empty: none is looked for.
};

class SettingValues {
 public:
  // kConfig for a file that cannot be read or that holds what it may not hold.
  static Result<SettingValues> Read(const std::vector<SettingSpec>& table,
                                    const SettingPlaces& places, const VariableReader& variable);

  // By the environment's name; nothing where it is not set or empty.
  std::optional<SettingValue> Find(std::string_view name) const;
  // The settings files that were read, the one that wins last.
  const std::vector<std::string>& files() const { return files_; }

 private:
  friend class SettingValueReader;
  std::map<std::string, SettingValue, std::less<>> values_;
  std::vector<std::string> files_;
};

}  // namespace cognitrack
