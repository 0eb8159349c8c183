// Any text as a schedule: never a crash, and what is accepted says the same forwards, backwards and
// minute by minute.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "schedule/cron_expression.h"

namespace cognitrack {
namespace {

constexpr UtcSeconds kFrom = 1'772'668'800;  // 2026-03-05.
constexpr UtcSeconds kWalk = 2 * kSecondsPerDay;

void CheckOneInput(std::string_view text) {
  const auto cron = CronExpression::Parse(text);
  if (!cron) {
    CHECK(cron.error().code == ErrorCode::kConfig, "a refusal is of the setting");
    return;
  }
  std::int64_t count = 0;
  UtcSeconds first = 0;
  UtcSeconds last = 0;
  for (UtcSeconds minute = kFrom + 60; minute < kFrom + kWalk; minute += 60) {
    if (!cron->Matches(minute)) continue;
    if (count++ == 0) first = minute;
    last = minute;
  }
  CHECK(cron->CountBetween(kFrom, kFrom + kWalk) == count, "it counts what it matches");
  const UtcSeconds next = cron->NextAfter(kFrom);
  CHECK(cron->Matches(next) && cron->LastUntil(next) == next, "the next time is a time");
  if (count == 0) {
    CHECK(next >= kFrom + kWalk, "no time was passed over");
    return;
  }
  CHECK(next == first, "the next time is the first one");
  CHECK(cron->LastUntil(kFrom + kWalk - 1) == last, "the last time is the last one");
}

}  // namespace
}  // namespace cognitrack

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cognitrack::CheckOneInput({reinterpret_cast<const char*>(data), size});
  return 0;
}
