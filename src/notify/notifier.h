// Notifier: the port to whoever is told of alerts. One message, one try: when to try again is the
// caller's (store/notice_records.h).
#pragma once

#include <string>
#include <string_view>

#include "alerts/alert.h"
#include "base/result.h"
#include "base/time.h"

namespace cognitrack {

struct NoticeMessage {
  Alert alert;
  UtcSeconds since = 0;
  UtcSeconds over_at = 0;  // 0: it is open.
  UtcSeconds sent_at = 0;
  // Until when it stands unless somebody says otherwise; for receivers that forget.
  UtcSeconds stands_until = 0;
};

class Notifier {
 public:
  virtual ~Notifier() = default;
  // "webhook", "email", "alertmanager".
  virtual std::string_view target() const = 0;
  // kUnavailable where it was not taken, kConfig where it cannot be; the message holds neither a
  // secret nor what was answered but its status.
  virtual Status Send(const NoticeMessage& message) = 0;
};

// One line: "[critical] failed_pull openai", "[over] budget_exceeded openai / prod, 2026-03".
std::string HeadingOf(const NoticeMessage& message);

}  // namespace cognitrack
