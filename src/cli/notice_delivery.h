// Telling what is due: each notice to each target, once, by whichever process is there first.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "notify/notifier.h"
#include "store/notice_records.h"

namespace cognitrack {

// One try.
struct NoticeTry {
  std::int64_t notice = 0;
  std::string target;
  NoticeEvent event = NoticeEvent::kOpen;
  std::int64_t tries = 0;
  std::string error;  // Empty: it was taken.
};

using Notifiers = std::vector<std::unique_ptr<Notifier>>;

std::vector<std::string> TargetsOf(const Notifiers& notifiers);

// Goes on until nothing is due, or the process is to stop. A target that fails is tried again later
// (NoticeRetryDelay), and holds up neither the others nor anything else. `again_after` as in
// NoticeOrder.
Result<std::vector<NoticeTry>> DeliverNotices(NoticeRecords records, const Notifiers& notifiers,
                                              std::chrono::seconds again_after, Clock& clock);

}  // namespace cognitrack
