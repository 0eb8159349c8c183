// CronField: which values one of the five fields of a cron expression takes.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace cognitrack {

enum class CronFieldKind { kMinute, kHour, kDayOfMonth, kMonth, kDayOfWeek };

struct CronField {
  std::uint64_t values = 0;      // Bit n: the value n. Sunday is 0.
  bool begins_with_star = true;  // What crontab(5) takes for "not restricted".

  bool Has(unsigned value) const { return ((values >> value) & 1U) != 0; }
};

// "*", "5", "1-5", "*/10", "1-20/5", "mon-fri", "jan,jul" and lists of these. kConfig, naming the
// field and why, for anything else.
Result<CronField> ParseCronField(CronFieldKind kind, std::string_view text);

}  // namespace cognitrack
