#include "cli/settings_in_force.h"

namespace cognitrack {

Result<Settings> SettingsInForce(const CommandOptions& options, const CliEnvironment& environment) {
  std::shared_ptr<const SettingValues> values = environment.setting_values;
  if (values == nullptr) {
    TRY(SettingValues read,
        SettingValues::Read(SettingTable(), {options.config_file, environment.system_settings},
                            environment.variable));
    values = std::make_shared<const SettingValues>(std::move(read));
  }
  return ResolveSettings(options, std::move(values));
}

}  // namespace cognitrack
