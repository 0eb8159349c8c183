#include "notify/notifier.h"

namespace cognitrack {

std::string HeadingOf(const NoticeMessage& message) {
  const AlertKey& key = message.alert.key;
  std::string heading = "[";
  heading += message.over_at != 0 ? "over" : NameOf(SeverityOf(key.rule));
  heading.append("] ").append(NameOf(key.rule));
  if (!key.source.empty()) heading += " " + InAlert(key.source);
  if (!key.subject.empty()) heading += " / " + InAlert(key.subject);
  if (!key.period.empty()) heading += ", " + InAlert(key.period);
  return heading;
}

}  // namespace cognitrack
