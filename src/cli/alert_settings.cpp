#include "cli/alert_settings.h"

#include <charconv>

#include "cli/command_options.h"
#include "feature_flags/flag_value.h"

namespace cognitrack {
namespace {

constexpr std::string_view kWebhook = "COGNITRACK_WEBHOOK_URL";
constexpr std::string_view kSmtp = "COGNITRACK_SMTP_URL";
constexpr std::string_view kMailFrom = "COGNITRACK_SMTP_FROM";
constexpr std::string_view kMailTo = "COGNITRACK_SMTP_TO";
constexpr std::string_view kAlertmanager = "COGNITRACK_ALERTMANAGER_URL";
constexpr std::string_view kPrivate = "COGNITRACK_NOTIFY_PRIVATE";
constexpr std::string_view kAuthority = "COGNITRACK_NOTIFY_CA";
constexpr std::string_view kAgainHours = "COGNITRACK_NOTIFY_AGAIN_HOURS";
constexpr std::string_view kParityPercent = "COGNITRACK_PARITY_ALARM_PERCENT";
constexpr std::string_view kExportsFolder = "COGNITRACK_EXPORTS_FOLDER";
constexpr std::string_view kStaleHours = "COGNITRACK_STALE_HOURS";

std::string Default(std::string_view name) {
  for (const SettingSpec& spec : AlertSettingSpecs()) {
    if (spec.name == name) return std::string(spec.default_value);
  }
  return "";
}

Result<int> Number(const SettingLookup& lookup, std::string_view name, int least, int most) {
  const std::string text = lookup.value(name).value_or(Default(name));
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= least && value <= most) {
    return value;
  }
  return Error{ErrorCode::kConfig, lookup.named(name) + " is '" + text +
                                       "', but must be a whole number from " +
                                       std::to_string(least) + " to " + std::to_string(most)};
}

}  // namespace

const std::vector<SettingSpec>& AlertSettingSpecs() {
  static const std::vector<SettingSpec> kSpecs = {
      {kWebhook, "Where alerts go as messages in Slack's form: https://…", "", true},
      {kSmtp, "The server that takes alerts as mail: smtps://USER:PASSWORD@HOST or smtp://…", "",
       true},
      {kMailFrom, "The sender of that mail", ""},
      {kMailTo, "Its receivers, separated by commas", ""},
      {kAlertmanager, "A Prometheus Alertmanager that alerts go to: https://HOST:9093", "", true},
      {kPrivate, "Whether these may stand in a private network", "false"},
      {kAuthority, "A file of certificates of those who vouch for them; else the system's", ""},
      {kAgainHours, "After how many hours an alert that stays is told again; 0: never", "24"},
      {kParityPercent, "From how many percent of a metric's total on a variance is an alert", "2"},
      {kStaleHours, "How many hours a source may go without a good read", "36"},
      {kExportsFolder, "A folder whose exports are compared with the ledger as they arrive", ""},
  };
  return kSpecs;
}

Result<AlertSettings> ResolveAlertSettings(const SettingLookup& lookup) {
  AlertSettings settings;
  NotifierSettings& notifiers = settings.notifiers;
  notifiers.webhook_url = Secret(lookup.value(kWebhook).value_or(""));
  notifiers.smtp_url = Secret(lookup.value(kSmtp).value_or(""));
  notifiers.alertmanager_url = Secret(lookup.value(kAlertmanager).value_or(""));
  notifiers.mail_from = lookup.value(kMailFrom).value_or("");
  notifiers.mail_to = SplitLists({lookup.value(kMailTo).value_or("")});
  notifiers.policy.ca_file = lookup.value(kAuthority).value_or("");
  const std::string is_private = lookup.value(kPrivate).value_or(Default(kPrivate));
  const auto allow_inward = ParseSwitch(is_private);
  if (!allow_inward) {
    return Error{ErrorCode::kConfig,
                 lookup.named(kPrivate) + " is '" + is_private + "', but must be true or false"};
  }
  notifiers.policy.allow_inward = *allow_inward;
  TRY_VOID(CheckNotifierSettings(notifiers));
  TRY(const int again, Number(lookup, kAgainHours, 0, 24 * 366));
  settings.again_after = std::chrono::hours(again);
  TRY(settings.policy.stale_hours, Number(lookup, kStaleHours, 1, 24 * 366));
  const std::string text = lookup.value(kParityPercent).value_or(Default(kParityPercent));
  const auto percent = ParsePicos(text);
  if (!percent || percent->value.count < 0 || percent->value.count > 100 * kPicosInOne) {
    return Error{ErrorCode::kConfig, lookup.named(kParityPercent) + " is '" + text +
                                         "', but must be a number of percent from 0 to 100"};
  }
  settings.policy.parity_percent = percent->value;
  settings.exports_folder = lookup.value(kExportsFolder);
  return settings;
}

}  // namespace cognitrack
