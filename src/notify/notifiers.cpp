#include "notify/notifiers.h"

#include <algorithm>

namespace cognitrack {

Status CheckNotifierSettings(const NotifierSettings& settings) {
  if (!settings.webhook_url.empty()) {
    TRY_VOID(CheckOutboundUrl(settings.webhook_url, {"https", "http"}, "COGNITRACK_WEBHOOK_URL"));
  }
  if (!settings.alertmanager_url.empty()) {
    TRY_VOID(CheckOutboundUrl(settings.alertmanager_url, {"https", "http"},
                              "COGNITRACK_ALERTMANAGER_URL"));
  }
  for (const std::string& address : settings.mail_to) {
    if (!IsMailAddress(address)) {
      return Error{ErrorCode::kConfig,
                   "COGNITRACK_SMTP_TO must be mail addresses, separated by commas; one is none"};
    }
  }
  if (settings.smtp_url.empty()) return {};
  TRY_VOID(CheckOutboundUrl(settings.smtp_url, {"smtps", "smtp"}, "COGNITRACK_SMTP_URL"));
  if (!IsMailAddress(settings.mail_from)) {
    return Error{ErrorCode::kConfig,
                 "COGNITRACK_SMTP_URL is set, and COGNITRACK_SMTP_FROM is no mail address"};
  }
  if (settings.mail_to.empty()) {
    return Error{ErrorCode::kConfig,
                 "COGNITRACK_SMTP_URL is set, and COGNITRACK_SMTP_TO names nobody"};
  }
  return {};
}

std::vector<std::unique_ptr<Notifier>> MakeNotifiers(const NotifierSettings& settings) {
  std::vector<std::unique_ptr<Notifier>> notifiers;
  const OutboundPolicy& policy = settings.policy;
  if (!settings.alertmanager_url.empty()) {
    notifiers.push_back(MakeAlertmanagerNotifier(settings.alertmanager_url, policy));
  }
  if (!settings.smtp_url.empty()) {
    notifiers.push_back(
        MakeMailNotifier(settings.smtp_url, settings.mail_from, settings.mail_to, policy));
  }
  if (!settings.webhook_url.empty()) {
    notifiers.push_back(MakeWebhookNotifier(settings.webhook_url, policy));
  }
  return notifiers;
}

}  // namespace cognitrack
