#include <algorithm>

#include "alerts/alert_rules.h"
#include "cli/alert_view.h"
#include "cli/cost_recording.h"
#include "cli/exports_folder.h"
#include "cli/page_cursor.h"
#include "cli/verbs.h"
#include "ingest/alert_reading.h"

namespace cognitrack {
namespace {

constexpr std::int64_t kDefaultLimit = 50;
constexpr std::int64_t kMost = 1'000;

Result<NoticeTally> Judge(CommandContext& context, ServiceStore& service,
                          const AlertSettings& settings, const Notifiers& notifiers) {
  const UtcSeconds now = context.clock().Now();
  TRY(const std::vector<Budget> budgets, service.budgets().All());
  TRY(const std::vector<Notice> open, service.notices().Open());
  AlertFacts facts;
  {
    TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
    TRY(facts, ReadAlertFacts(*store, budgets, context.settings().prices_file, now));
  }
  if (settings.exports_folder) {
    TRY(facts.files, BadExports(service, *settings.exports_folder));
  }
  std::vector<AlertKey> keys;
  for (const Notice& notice : open) keys.push_back(notice.key);
  const AlertVerdicts verdicts = JudgeAlerts(facts, keys, settings.policy, now);
  return service.notices().Apply(verdicts.crossed, verdicts.over,
                                 {TargetsOf(notifiers), settings.again_after});
}

}  // namespace

Result<int> RunAlertsList(CommandContext& context) {
  TRY(const auto service, context.OpenService());
  TRY(const std::vector<Notice> open, service->notices().Open());
  context.Print(AlertsText(open, context.style()));
  context.PrintJson(AlertsJson(open));
  return 0;
}

Result<int> RunAlertsHistory(CommandContext& context) {
  const CommandOptions& options = context.options();
  if (options.limit == 0) return Error{ErrorCode::kUsage, "--limit is 1 to 1000"};
  TRY(const auto service, context.OpenService());
  TRY(const ListedRows<Notice> listed,
      ReadByFallingId<Notice>(
          options, kDefaultLimit, kMost,
          [&](int limit, std::int64_t before) { return service->notices().Newest(limit, before); },
          [](const Notice& notice) { return notice.id; }));
  context.Print(AlertsText(listed.rows, context.style()) + NextText(listed.page));
  context.PrintJson(AlertsJson(listed.rows, listed.page));
  return 0;
}

Result<int> RunAlertsCheck(CommandContext& context) {
  TRY(const AlertSettings settings, context.settings().alerts);
  TRY(const auto service, context.OpenService());
  const Notifiers notifiers = context.environment().make_notifiers(settings.notifiers);
  AlertCheck check;
  if (const auto reconciled = ReconcilePulls(context); !reconciled) {
    context.Remark("costs were not compared with their use: " + reconciled.error().message);
  }
  TRY(check.tally, Judge(context, *service, settings, notifiers));
  if (context.options().notify) {
    TRY(check.tries,
        DeliverNotices(service->notices(), notifiers, settings.again_after, context.clock()));
  }
  TRY(check.open, service->notices().Open());
  TRY(check.undelivered, service->notices().Undelivered());
  context.Print(AlertCheckText(check, context.style()));
  context.PrintJson(AlertCheckJson(check));
  const bool has_failed = std::any_of(check.tries.begin(), check.tries.end(),
                                      [](const NoticeTry& one) { return !one.error.empty(); });
  return has_failed ? ExitCodeOf(ErrorCode::kUnavailable) : 0;
}

Result<int> RunAlertsTest(CommandContext& context) {
  TRY(const AlertSettings settings, context.settings().alerts);
  const Notifiers notifiers = context.environment().make_notifiers(settings.notifiers);
  if (notifiers.empty()) {
    return Error{ErrorCode::kConfig,
                 "nobody is told of alerts: set COGNITRACK_WEBHOOK_URL, COGNITRACK_SMTP_URL or "
                 "COGNITRACK_ALERTMANAGER_URL (docs/ALERTS.md). Nothing was sent"};
  }
  const UtcSeconds now = context.clock().Now();
  NoticeMessage message;
  message.alert = {{AlertRule::kFailedPull, "", "test", ""},
                   "This is a test by 'cognitrack alerts test'. Nothing has happened."};
  message.since = message.sent_at = now;
  message.stands_until = now + 60;
  std::vector<TargetOutcome> outcomes;
  bool has_failed = false;
  for (const auto& notifier : notifiers) {
    const Status sent = notifier->Send(message);
    outcomes.push_back({std::string(notifier->target()), sent ? "" : sent.error().message});
    has_failed = has_failed || !sent;
  }
  context.Print(AlertTestText(outcomes, context.style()));
  context.PrintJson(AlertTestJson(outcomes));
  return has_failed ? ExitCodeOf(ErrorCode::kUnavailable) : 0;
}

}  // namespace cognitrack
