#include "cli/setting_spec.h"

#include <algorithm>

namespace cognitrack {

std::string FileKeyOf(const SettingSpec& spec) {
  constexpr std::string_view kOwn = "COGNITRACK_";
  std::string_view name = spec.name;
  if (name.substr(0, kOwn.size()) == kOwn) name.remove_prefix(kOwn.size());
  std::string key(name);
  std::transform(key.begin(), key.end(), key.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return key;
}

SettingKind KindOf(const SettingSpec& spec) {
  if (spec.kind != SettingKind::kLikeDefault) return spec.kind;
  const std::string_view value = spec.default_value;
  if (value == "true" || value == "false") return SettingKind::kSwitch;
  const bool is_number = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == '.';
  });
  return is_number ? SettingKind::kNumber : SettingKind::kText;
}

}  // namespace cognitrack
