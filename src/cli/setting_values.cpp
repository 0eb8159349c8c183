#include "cli/setting_values.h"

#include "cli/settings_file.h"

namespace cognitrack {

class SettingValueReader {
 public:
  SettingValueReader(const std::vector<SettingSpec>& table, const VariableReader& variable)
      : table_(table), variable_(variable) {}

  Result<SettingValues> Read(const SettingPlaces& places) {
    if (const auto file = places.file ? places.file : Variable("COGNITRACK_CONFIG")) {
      TRY_VOID(ReadFile(*file, false));
    } else {
      if (!places.system_file.empty()) TRY_VOID(ReadFile(places.system_file, true));
      if (const auto own = OwnFile()) TRY_VOID(ReadFile(*own, true));
    }
    for (const SettingSpec& spec : table_) TRY_VOID(ReadVariable(spec));
    for (const char* const name : {"HOME", "USER", "LOGNAME"}) {
      if (auto text = Variable(name)) values_.values_[name] = {*std::move(text), kOrigin, true};
    }
    return std::move(values_);
  }

 private:
  static constexpr const char* kOrigin = "environment";

  std::optional<std::string> Variable(const std::string& name) const {
    std::optional<std::string> value = variable_(name);
    if (value && value->empty()) return std::nullopt;
    return value;
  }

  // The XDG rules: a relative XDG_CONFIG_HOME counts as not set.
  std::optional<std::string> OwnFile() const {
    constexpr const char* kPlace = "/cognitrack/cognitrack.toml";
    const auto xdg = Variable("XDG_CONFIG_HOME");
    if (xdg && xdg->front() == '/') return *xdg + kPlace;
    const auto home = Variable("HOME");
    if (!home) return std::nullopt;
    return *home + "/.config" + kPlace;
  }

  Status ReadFile(const std::string& path, bool may_be_absent) {
    TRY(const std::optional<SettingsFile> file, ReadSettingsFile(path, table_, may_be_absent));
    if (!file) return {};
    values_.files_.push_back(path);
    for (const SettingSpec& spec : table_) {
      const std::string key = FileKeyOf(spec);
      const auto given = file->values.find(key);
      const auto in_file = file->values.find(key + "_file");
      if (given != file->values.end() && !given->second.text.empty()) {
        Set(spec, {given->second.text, path + ":" + std::to_string(given->second.line)});
      }
      if (spec.secret && in_file != file->values.end() && !in_file->second.text.empty()) {
        const std::string origin = path + ":" + std::to_string(in_file->second.line);
        TRY_VOID(ReadSecret(spec, in_file->second.text, origin, false));
      }
    }
    return {};
  }

  Status ReadVariable(const SettingSpec& spec) {
    const std::string name(spec.name);
    const auto text = Variable(name);
    const auto file = spec.secret ? Variable(name + "_FILE") : std::nullopt;
    if (text && file) {
      return Error{ErrorCode::kConfig, name + " and " + name + "_FILE are both set; keep one"};
    }
    if (text) Set(spec, {*text, kOrigin, true});
    if (file) TRY_VOID(ReadSecret(spec, *file, name + "_FILE", true));
    return {};
  }

  Status ReadSecret(const SettingSpec& spec, const std::string& path, const std::string& named_by,
                    bool from_environment) {
    auto secret = ReadSecretFile(path);
    if (!secret) return secret.error().At(named_by);
    Set(spec, {*std::move(secret), path + " (" + named_by + ")", from_environment});
    return {};
  }

  void Set(const SettingSpec& spec, SettingValue value) {
    values_.values_[std::string(spec.name)] = std::move(value);
  }

  const std::vector<SettingSpec>& table_;
  const VariableReader& variable_;
  SettingValues values_;
};

Result<SettingValues> SettingValues::Read(const std::vector<SettingSpec>& table,
                                          const SettingPlaces& places,
                                          const VariableReader& variable) {
  return SettingValueReader(table, variable).Read(places);
}

std::optional<SettingValue> SettingValues::Find(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

}  // namespace cognitrack
