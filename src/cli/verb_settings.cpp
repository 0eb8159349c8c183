#include <unistd.h>

#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/number_text.h"
#include "cli/text_table.h"
#include "cli/verbs.h"
#include "cli/version.h"

namespace cognitrack {
namespace {

// The machine's settings are for its service: whoever may not read them has a ledger of his own.
void RemarkPassedOver(CommandContext& context) {
  const std::string& path = context.environment().system_settings;
  const SettingValues& values = *context.settings().values;
  const bool is_named = context.options().config_file || values.Find("COGNITRACK_CONFIG");
  if (is_named || path.empty() || access(path.c_str(), F_OK) != 0) return;
  for (const std::string& file : values.files()) {
    if (file == path) return;
  }
  context.Remark(path + " is passed over: this user may not read it");
}

}  // namespace

Result<int> RunConfigPrint(CommandContext& context) {
  TextTable table;
  for (const char* head : {"Setting", "Value", "From", "What it is"}) {
    table.AddColumn(head, Align::kLeft);
  }
  JsonArray array;
  for (const EffectiveSetting& setting : context.settings().effective) {
    const std::string value = Printable(setting.value);
    table.AddRow({std::string(setting.spec->name),
                  value.empty() ? std::string(kUnknownText) : value, setting.origin,
                  std::string(setting.spec->text)});
    JsonObject object;
    object.Set("name", setting.spec->name);
    if (setting.value.empty()) {
      object.SetNull("value");
    } else {
      object.Set("value", setting.value);
    }
    object.Set("origin", setting.origin);
    object.Set("description", setting.spec->text);
    array.Add(object);
  }
  context.Print(table.ToText(context.style(), context.width()));
  context.PrintJson(JsonObject().Set("settings", array).ToText());
  RemarkPassedOver(context);
  if (const auto& fault = context.settings().pull_fault) {
    context.Remark("nothing can be pulled: " + fault->message);
  }
  if (const auto& flag = context.settings().daily_windows; !flag) {
    context.Remark("no flag can be looked at: " + flag.error().message);
  }
  return 0;
}

Result<int> RunConfigCheck(CommandContext& context) {
  const Settings& settings = context.settings();
  std::vector<std::string> faults;
  if (settings.pull_fault) faults.push_back(settings.pull_fault->message);
  if (!settings.daily_windows) faults.push_back(settings.daily_windows.error().message);
  if (!settings.service) faults.push_back(settings.service.error().message);
  if (!settings.alerts) faults.push_back(settings.alerts.error().message);
  std::string text;
  JsonArray array;
  for (const std::string& fault : faults) {
    text += Printable(fault) + "\n";
    array.Add(fault);
  }
  JsonArray files;
  std::string read;
  for (const std::string& file : settings.values->files()) {
    files.Add(file);
    read += (read.empty() ? " of " : ", ") + Printable(file);
  }
  if (faults.empty())
    text = "The settings" + (read.empty() ? " of the environment" : read) + " hold.\n";
  context.Print(text);
  context.PrintJson(
      JsonObject().Set("ok", faults.empty()).Set("files", files).Set("faults", array).ToText());
  return faults.empty() ? 0 : ExitCodeOf(ErrorCode::kConfig);
}

Result<int> RunVersion(CommandContext& context) {
  context.Print("cognitrack " + std::string(kVersion) + "\n");
  context.PrintJson(JsonObject().Set("version", kVersion).ToText());
  return 0;
}

}  // namespace cognitrack
