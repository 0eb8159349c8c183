// SettingSpec: one setting as the table of settings describes it: what it is called in the
// environment and in a settings file, what it may hold, and what holds without it.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

// What stands in a settings file; the environment knows texts alone.
enum class SettingKind {
  kLikeDefault,  // What its default value is: a switch, a number, else a text.
  kText,
  kNumber,
  kSwitch,
};

// One row of the table: what `config print` and the help show.
struct SettingSpec {
  std::string_view name;  // The environment variable.
  std::string_view text;
  std::string_view default_value;  // As shown; empty: there is none.
  bool secret = false;             // Masked; NAME_FILE and key_file name a file that holds it.
  SettingKind kind = SettingKind::kLikeDefault;
  bool in_file = true;  // False: it concerns the environment alone.
};

// Its key in a settings file: the name in lower case, without "cognitrack_".
std::string FileKeyOf(const SettingSpec& spec);

// Never kLikeDefault.
SettingKind KindOf(const SettingSpec& spec);

}  // namespace cognitrack
