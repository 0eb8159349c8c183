// SettingsFile: a TOML file of settings, checked as a whole: every key is one of the table and
// holds what its setting may hold, and a file that holds a secret is closed to others.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/setting_spec.h"

namespace cognitrack {

struct FileSetting {
  std::string text;  // As the environment would have it.
  int line = 0;
};

struct SettingsFile {
  std::string path;
  std::map<std::string, FileSetting, std::less<>> values;  // By key.
};

// kConfig at "path:line:column" for what is no TOML, an unknown key and a value of another type;
// kConfig for a file that cannot be read, or that others may read though it holds a secret.
// `may_be_absent`: nothing for a file that is not there, or that is not for this user to read.
Result<std::optional<SettingsFile>> ReadSettingsFile(const std::string& path,
                                                     const std::vector<SettingSpec>& table,
                                                     bool may_be_absent);

// What a file holds, without the line breaks at its end. kConfig, naming file and mode, where
// others than owner and group may use it; also where it is empty, and over 64 KiB.
Result<std::string> ReadSecretFile(const std::string& path);

}  // namespace cognitrack
