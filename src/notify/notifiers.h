// The notifiers that there are. Each is not thread-safe and keeps nothing between two messages.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/secret.h"
#include "notify/notifier.h"
#include "notify/outbound.h"

namespace cognitrack {

struct NotifierSettings {
  Secret webhook_url;  // Empty, as each of these: nobody is told this way.
  Secret smtp_url;
  std::string mail_from;
  std::vector<std::string> mail_to;
  Secret alertmanager_url;
  OutboundPolicy policy;
};

// kConfig for an address that may not be, and for mail without both sender and receiver.
Status CheckNotifierSettings(const NotifierSettings& settings);
// Of those that are set, in order of their targets' names.
std::vector<std::unique_ptr<Notifier>> MakeNotifiers(const NotifierSettings& settings);

// Slack's form of a message, which others take too: {"text": …, "blocks": […]}.
std::unique_ptr<Notifier> MakeWebhookNotifier(Secret url, OutboundPolicy policy);
std::unique_ptr<Notifier> MakeMailNotifier(Secret url, std::string from,
                                           std::vector<std::string> to, OutboundPolicy policy);
// By POST /api/v2/alerts. Labels: alertname (cognitrack_RULE), severity, source, subject, period.
std::unique_ptr<Notifier> MakeAlertmanagerNotifier(Secret url, OutboundPolicy policy);

// "ann@example.com": one @, printable ASCII, and nothing that could end a header or begin another.
bool IsMailAddress(std::string_view text);
// Headers and body.
std::string MailText(const NoticeMessage& message, const std::string& from,
                     const std::vector<std::string>& to);
std::string WebhookJson(const NoticeMessage& message);
std::string AlertmanagerJson(const NoticeMessage& message);

}  // namespace cognitrack
