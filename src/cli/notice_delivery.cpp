#include "cli/notice_delivery.h"

#include <algorithm>

namespace cognitrack {
namespace {

// Longer than any try takes.
constexpr std::chrono::seconds kHold{120};
// So that one look ends.
constexpr std::size_t kMostTries = 200;
constexpr std::chrono::hours kStandsLonger{24};
constexpr std::chrono::hours kStandsForever{24 * 366};

NoticeMessage MessageOf(const DueNotice& due, std::chrono::seconds again_after, UtcSeconds now) {
  NoticeMessage message;
  message.alert = {due.notice.key, due.notice.text};
  message.since = due.notice.first_seen;
  message.over_at = due.event == NoticeEvent::kOver ? due.notice.resolved_at : 0;
  message.sent_at = now;
  const std::chrono::seconds stands =
      again_after.count() > 0 ? again_after + kStandsLonger : std::chrono::seconds(kStandsForever);
  message.stands_until = now + stands.count();
  return message;
}

}  // namespace

std::vector<std::string> TargetsOf(const Notifiers& notifiers) {
  std::vector<std::string> targets;
  for (const auto& notifier : notifiers) targets.emplace_back(notifier->target());
  return targets;
}

Result<std::vector<NoticeTry>> DeliverNotices(NoticeRecords records, const Notifiers& notifiers,
                                              std::chrono::seconds again_after, Clock& clock) {
  std::vector<NoticeTry> tries;
  std::vector<std::string> targets = TargetsOf(notifiers);
  while (!targets.empty() && tries.size() < kMostTries && !StopRequested()) {
    TRY(const std::optional<DueNotice> due, records.TakeDue(targets, kHold));
    if (!due) break;
    const auto notifier = std::find_if(notifiers.begin(), notifiers.end(), [&due](const auto& one) {
      return one->target() == due->target;
    });
    const Status sent = (*notifier)->Send(MessageOf(*due, again_after, clock.Now()));
    tries.push_back({due->notice.id, due->target, due->event, due->tries, ""});
    if (sent) {
      TRY_VOID(records.Delivered(*due));
      continue;
    }
    tries.back().error = sent.error().message;
    TRY_VOID(records.Failed(*due, sent.error().message,
                            clock.Now() + NoticeRetryDelay(due->tries).count()));
    // Whoever does not answer now will not answer the next one.
    targets.erase(std::find(targets.begin(), targets.end(), due->target));
  }
  return tries;
}

}  // namespace cognitrack
