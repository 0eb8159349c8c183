#include "schedule/cron_expression.h"

#include <ctime>
#include <set>

#include "base/random.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

UtcSeconds At(std::string_view text) { return ParseTime(text).value(); }
CronExpression Cron(std::string_view text) { return CronExpression::Parse(text).value(); }

// Another reading of crontab(5), which walks from minute to minute and asks the C library for the
// calendar.
struct Oracle {
  std::string text;
  std::set<int> fields[5];
  bool star[5] = {};

  bool Has(UtcSeconds minute) const {
    const std::time_t time = minute;
    std::tm tm{};
    gmtime_r(&time, &tm);
    if (fields[0].count(tm.tm_min) == 0 || fields[1].count(tm.tm_hour) == 0) return false;
    if (fields[3].count(tm.tm_mon + 1) == 0) return false;
    const bool of_month = fields[2].count(tm.tm_mday) == 1;
    const bool of_week = fields[4].count(tm.tm_wday) == 1;
    return star[2] || star[4] ? of_month && of_week : of_month || of_week;
  }
};

const char* const kMonthNames[] = {"",    "Jan", "feb", "MAR", "apr", "May", "jun",
                                   "jul", "aug", "sep", "oct", "nov", "Dec"};
const char* const kDayNames[] = {"Sun", "mon", "tue", "WED", "thu", "fri", "sat"};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Oracle Draw() {
    Oracle oracle;
    constexpr int kLeast[] = {0, 0, 1, 1, 0};
    constexpr int kMost[] = {59, 23, 31, 12, 6};
    for (int i = 0; i < 5; ++i) {
      const std::string field = Field(i, kLeast[i], kMost[i], &oracle.fields[i]);
      oracle.star[i] = field.front() == '*';
      oracle.text += (i == 0 ? "" : " ") + field;
    }
    return oracle;
  }
  std::uint64_t Below(std::uint64_t bound) { return random_.Below(bound); }

 private:
  std::string Field(int kind, int least, int most, std::set<int>* values) {
    std::string text;
    const int parts = 1 + static_cast<int>(random_.Below(3));
    for (int i = 0; i < parts; ++i) {
      if (i > 0) text += ",";
      text += Part(kind, least, most, values);
    }
    return text;
  }
  std::string Part(int kind, int least, int most, std::set<int>* values) {
    int first = least;
    int last = most;
    int step = 1;
    std::string text = "*";
    const std::uint64_t form = random_.Below(5);
    if (form > 1) {
      first = Draw(least, most);
      last = form == 2 ? first : Draw(first, most);
      text = Value(kind, first);
      if (form > 2) text += "-" + Value(kind, last);
    }
    if (form == 1 || form == 4) {
      step = Draw(1, std::max(1, most / 3));
      text += "/" + std::to_string(step);
    }
    for (int value = first; value <= last; value += step) values->insert(value);
    return text;
  }
  std::string Value(int kind, int value) {
    if (kind == 3 && random_.Below(3) == 0) return kMonthNames[value];
    if (kind == 4 && random_.Below(3) == 0) return kDayNames[value];
    return std::to_string(value);
  }
  int Draw(int least, int most) {
    return least + static_cast<int>(random_.Below(static_cast<std::uint64_t>(most - least + 1)));
  }

  SeededRandom random_;
};

TEST(CronExpressionTest, EqualsAWalkFromMinuteToMinute) {
  Generator generator(7);
  int compared = 0;
  for (int round = 0; round < 1'500; ++round) {
    const Oracle oracle = generator.Draw();
    const auto cron = CronExpression::Parse(oracle.text);
    if (!cron) continue;  // A day that no year has.
    const UtcSeconds start =
        At("2026-01-01") + static_cast<UtcSeconds>(generator.Below(4 * 365 * kSecondsPerDay));
    constexpr UtcSeconds kWalk = 3 * kSecondsPerDay;
    std::optional<UtcSeconds> first;
    UtcSeconds last = 0;
    std::int64_t count = 0;
    for (UtcSeconds minute = start - start % 60 + 60; minute < start + kWalk; minute += 60) {
      const bool has = oracle.Has(minute);
      ASSERT_EQ(cron->Matches(minute), has) << oracle.text << " at " << FormatTime(minute);
      if (!has) continue;
      if (!first) first = minute;
      last = minute;
      ++count;
    }
    ASSERT_EQ(cron->CountBetween(start, start + kWalk), count) << oracle.text;
    const UtcSeconds next = cron->NextAfter(start);
    if (!first) {
      ASSERT_GE(next, start + kWalk) << oracle.text;
      ASSERT_TRUE(oracle.Has(next)) << oracle.text << " " << FormatTime(next);
      continue;
    }
    ++compared;
    ASSERT_EQ(next, *first) << oracle.text << " after " << FormatTime(start);
    ASSERT_EQ(cron->LastUntil(start + kWalk - 1), last) << oracle.text;
    ASSERT_EQ(cron->LastUntil(last), last) << oracle.text;
    ASSERT_GT(cron->NextAfter(last), last) << oracle.text;
  }
  EXPECT_GT(compared, 500);
}

TEST(CronExpressionTest, ADayNeedBeInOneOfTwoRestrictedFieldsOnly) {
  // Fridays, and the 13th whatever it is.
  const CronExpression either = Cron("30 4 13 * 5");
  EXPECT_EQ(either.NextAfter(At("2026-10-09T04:30:00")), At("2026-10-13T04:30:00"));
  EXPECT_EQ(either.NextAfter(At("2026-10-13T04:30:00")), At("2026-10-16T04:30:00"));
  // A star, also one with a step, restricts nothing: both must hold.
  const CronExpression both = Cron("30 4 */2 * 5");
  EXPECT_EQ(both.NextAfter(At("2026-10-09T04:30:00")), At("2026-10-23T04:30:00"));
}

TEST(CronExpressionTest, LeapDaysAndYearsEndsAreFound) {
  EXPECT_EQ(Cron("0 0 29 2 *").NextAfter(At("2028-02-29T00:00:00")), At("2032-02-29T00:00:00"));
  EXPECT_EQ(Cron("0 0 29 feb *").NextAfter(At("2096-03-01")), At("2104-02-29T00:00:00"));
  EXPECT_EQ(Cron("59 23 31 12 *").LastUntil(At("2026-06-01")), At("2025-12-31T23:59:00"));
  EXPECT_EQ(Cron("@monthly").NextAfter(At("2026-12-31T23:59:59")), At("2027-01-01T00:00:00"));
}

TEST(CronExpressionTest, NicknamesAreWhatCrontabSays) {
  const UtcSeconds from = At("2026-10-07T10:30:00");  // A Wednesday.
  EXPECT_EQ(Cron("@hourly").NextAfter(from), At("2026-10-07T11:00:00"));
  EXPECT_EQ(Cron("@daily").NextAfter(from), At("2026-10-08T00:00:00"));
  EXPECT_EQ(Cron("@weekly").NextAfter(from), At("2026-10-11T00:00:00"));
  EXPECT_EQ(Cron("0 0 * * 7").NextAfter(from), At("2026-10-11T00:00:00"));
  EXPECT_EQ(Cron("0 0 * * fri-sun").LastUntil(from), At("2026-10-04T00:00:00"));
  EXPECT_EQ(Cron("  0\t0  * * * ").text(), "  0\t0  * * * ");
}

TEST(CronExpressionTest, RefusalsNameTheFieldAndWhy) {
  const struct {
    const char* text;
    const char* field;
    const char* why;
  } cases[] = {
      {"60 * * * *", "'minute' ('60')", "no value from 0 to 59"},
      {"* 24 * * *", "'hour' ('24')", "no value from 0 to 23"},
      {"* * 0 * *", "'day of month' ('0')", "no value from 1 to 31"},
      {"* * * 13 *", "'month' ('13')", "no value from 1 to 12"},
      {"* * * janu *", "'month' ('janu')", "'janu'"},
      {"* * * * 8", "'day of week' ('8')", "no value from 0 to 7"},
      {"* * * mon *", "'month' ('mon')", "'mon'"},
      {"5-1 * * * *", "'minute' ('5-1')", "ends before it begins"},
      {"*/0 * * * *", "'minute' ('*/0')", "step '0'"},
      {"*/99 * * * *", "'minute' ('*/99')", "step '99'"},
      {"5/10 * * * *", "'minute' ('5/10')", "a step without a range"},
      {"1,,2 * * * *", "'minute' ('1,,2')", "an empty part"},
      {"-1 * * * *", "'minute' ('-1')", "''"},
      {"+1 * * * *", "'minute' ('+1')", "'+1'"},
      {"99999999999 * * * *", "'minute'", "'99999999999'"},
      {"0 0 30 2 *", "'day of month' and 'month'", "no year has"},
      {"0 0 31 4,6,9,11 *", "'day of month' and 'month'", "no year has"},
      {"* * * *", "4 fields", "must have five"},
      {"", "0 fields", "must have five"},
      {"@yearly", "1 fields", "@monthly"},
      {"0 2 * * * *", "6 fields", "must have five"},
  };
  for (const auto& one : cases) {
    EXPECT_THAT(CronExpression::Parse(one.text),
                HasError(ErrorCode::kConfig, AllOf(HasSubstr(one.field), HasSubstr(one.why),
                                                   HasSubstr("the schedule '"))))
        << one.text;
  }
  EXPECT_OK(CronExpression::Parse("0 0 30 2 mon")) << "Mondays of February";
}

TEST(CronExpressionTest, YearsOfMinutesAreCountedWithoutWalking) {
  const UtcSeconds from = At("2026-01-01");
  EXPECT_EQ(Cron("* * * * *").CountBetween(from, At("2036-01-01")), 3'652 * 1'440 - 1);
  EXPECT_EQ(Cron("0 2 * * *").CountBetween(from, from), 0);
  EXPECT_EQ(Cron("0 2 * * *").CountBetween(from, from - 10), 0);
}

}  // namespace
}  // namespace cognitrack
