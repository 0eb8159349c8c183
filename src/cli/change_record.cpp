#include "cli/change_record.h"

#include <algorithm>
#include <array>

#include "cli/settings_in_force.h"
#include "cli/system_actor.h"

namespace cognitrack {
namespace {

constexpr std::array<std::string_view, 16> kChanges = {
    "flags set",      "flags reset",   "allocation set", "shadow begin",
    "shadow promote", "shadow drop",   "shadow back",    "names pull",
    "prune",          "cursors reset", "parity sign",    "rebuild",
    "migrate up",     "migrate down",  "restore",        "rollback run"};

// Nothing where there is no log to write to.
Result<bool> Record(CommandContext& context, const std::string& outcome,
                    const std::string& detail) {
  const auto service = context.OpenService();
  if (!service) {
    if (service.error().code == ErrorCode::kConfig) return false;
    return service.error();
  }
  const CommandOptions& options = context.options();
  AuditEntry entry = SystemEntry(context, options.verb, ChangeTarget(options), detail);
  entry.outcome = outcome;
  TRY(const AuditEntry recorded, (*service)->audit().Record(std::move(entry)));
  static_cast<void>(recorded);
  return true;
}

Error NotRecorded(const Error& error) {
  return {error.code,
          "the audit log cannot take this change: " + error.message + "; nothing was done"};
}

}  // namespace

bool IsRecordedChange(const CommandOptions& options) {
  return !options.dry_run &&
         std::find(kChanges.begin(), kChanges.end(), options.verb) != kChanges.end();
}

std::string ChangeTarget(const CommandOptions& options) {
  if (options.flag_name) return *options.flag_name;
  if (options.version_kind) return *options.version_kind;
  if (options.run_id) return "run " + std::to_string(*options.run_id);
  return options.source.value_or("");
}

std::string ChangeDetail(const CommandOptions& options) {
  std::string detail;
  const auto add = [&detail](const std::string& text) {
    if (!text.empty()) detail += (detail.empty() ? "" : "; ") + text;
  };
  add(options.flag_value.value_or(""));
  if (options.flag_name && options.source) add("source " + *options.source);
  if (options.to_schema) add("to schema " + std::to_string(*options.to_schema));
  if (options.signed_by) add("by " + *options.signed_by);
  if (options.reason) add("reason: " + *options.reason);
  return detail;
}

Result<int> RunRecordedVerb(const CommandOptions& options, CliEnvironment& environment) {
  if (!environment.open_service_store || !IsRecordedChange(options)) {
    return RunVerb(options, environment);
  }
  TRY(Settings settings, SettingsInForce(options, environment));
  CommandContext context(options, std::move(settings), environment);
  const auto begun = Record(context, "begun", ChangeDetail(options));
  if (!begun) return NotRecorded(begun.error());
  Result<int> exit_code = RunVerb(options, environment);
  const bool is_done = exit_code && *exit_code == 0;
  const int code = exit_code ? *exit_code : ExitCodeOf(exit_code.error().code);
  const auto ended =
      Record(context, is_done ? "done" : "failed", is_done ? "" : "exit " + std::to_string(code));
  if (!ended) {
    context.Remark("The audit log could not take how this ended: " + ended.error().message);
  }
  return exit_code;
}

}  // namespace cognitrack
