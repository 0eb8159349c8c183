// CronExpression: five fields as crontab(5) has them, in UTC: minute, hour, day of month, month,
// day of week. Where both fields of days are restricted (neither begins with '*'), a day need only
// be in one of them. Also @hourly, @daily, @weekly and @monthly. Times are whole minutes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "schedule/cron_field.h"

namespace cognitrack {

class CronExpression {
 public:
  // kConfig, naming field and reason; also for days that no calendar has (30 February).
  static Result<CronExpression> Parse(std::string_view text);

  // As it was written.
  const std::string& text() const { return text_; }
  bool Matches(UtcSeconds minute) const;
  // The first time after, and the last one at or before. There always is one.
  UtcSeconds NextAfter(UtcSeconds time) const;
  UtcSeconds LastUntil(UtcSeconds time) const;
  // How many times lie after `from` and before `to`, neither of them included.
  std::int64_t CountBetween(UtcSeconds from, UtcSeconds to) const;

 private:
  bool HasDay(Day day) const;
  // Of a day that matches: its times before a second of the day.
  std::int64_t CountBefore(UtcSeconds second_of_day) const;
  std::optional<UtcSeconds> FirstOfDayFrom(UtcSeconds second_of_day) const;
  std::optional<UtcSeconds> LastOfDayUntil(UtcSeconds second_of_day) const;

  std::string text_;
  CronField minutes_;
  CronField hours_;
  CronField days_of_month_;
  CronField months_;
  CronField days_of_week_;
};

}  // namespace cognitrack
