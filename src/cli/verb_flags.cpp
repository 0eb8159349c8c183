#include <algorithm>

#include "cli/flag_view.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

Result<int> Set(CommandContext& context, FlagSetting setting) {
  const CommandOptions& options = context.options();
  const Settings& settings = context.settings();
  TRY(const FlagDefault otherwise, settings.daily_windows);
  FlagOrder order;
  order.flag = *options.flag_name;
  if (settings.source_given) order.source = settings.source;
  order.setting = setting;
  order.reason = options.reason.value_or("");
  order.by = options.signed_by.value_or("");
  order.login = settings.login;
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  TRY(const FlagOutcome outcome, SetFlag(order, otherwise, *store, context.clock()));
  context.Print(FlagOutcomeText(outcome, order, context.style()));
  context.PrintJson(FlagOutcomeJson(outcome, order, options.verb));
  return 0;
}

}  // namespace

Result<int> RunFlags(CommandContext& context) {
  TRY(const FlagDefault otherwise, context.settings().daily_windows);
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const std::vector<FlagChange> history, store->FlagChanges());
  TRY(const std::vector<SourceRecord> sources, store->Sources());
  std::vector<FlagsView> views;
  for (const FlagSpec& flag : Flags()) {
    FlagsView view{&flag, otherwise, {}};
    view.scopes.push_back({std::nullopt, ValueOf(flag.name, std::nullopt, history, otherwise)});
    for (const SourceRecord& source : sources) {
      view.scopes.push_back({source.name, ValueOf(flag.name, source.name, history, otherwise)});
    }
    views.push_back(std::move(view));
  }
  context.Print(FlagsText(views, context.style(), context.width()));
  context.PrintJson(FlagsJson(views));
  return 0;
}

Result<int> RunFlagsSet(CommandContext& context) {
  const std::string& value = *context.options().flag_value;
  if (const auto setting = FlagSettingNamed(value); setting && *setting != FlagSetting::kDefault) {
    return Set(context, *setting);
  }
  return Error{ErrorCode::kUsage, "a flag is set to on or off, not to '" + value +
                                      "' ('cognitrack flags set --help' tells more)"};
}

Result<int> RunFlagsReset(CommandContext& context) { return Set(context, FlagSetting::kDefault); }

Result<int> RunFlagsHistory(CommandContext& context) {
  const auto& name = context.options().flag_name;
  const Settings& settings = context.settings();
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(std::vector<FlagChange> history, store->FlagChanges());
  const auto is_named = [&](const FlagChange& change) { return change.flag == *name; };
  if (name && FindFlag(*name) == nullptr &&
      std::none_of(history.begin(), history.end(), is_named)) {
    return Error{ErrorCode::kUsage,
                 "there is no flag '" + *name + "'; there is: " + std::string(kDailyWindows)};
  }
  std::erase_if(history, [&](const FlagChange& change) {
    if (name && change.flag != *name) return true;
    return settings.source_given && change.source != settings.source;
  });
  context.Print(FlagHistoryText(history, context.style(), context.width()));
  context.PrintJson(FlagHistoryJson(history));
  return 0;
}

}  // namespace cognitrack
