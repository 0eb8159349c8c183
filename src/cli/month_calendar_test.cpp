#include "cli/month_calendar.h"

#include <gtest/gtest.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

const CalendarMark kHeld{"●", Tone::kGood, "held"};
const CalendarMark kGone{"○", Tone::kNote, "missing"};

Day DayNamed(const char* text) { return ParseDay(text).value(); }

TEST(MonthCalendarTest, WeeksBeginOnMondayAndSumBesideTheGrid) {
  MonthCalendar calendar({"Requests"});
  const Day first = DayNamed("2026-02-27");  // A Friday.
  for (int i = 0; i < 2; ++i) calendar.Add({first + i, kHeld, {WideCount{1'000}}});
  for (int i = 2; i < 5; ++i) calendar.Add({first + i, kHeld, {WideCount{i}}});
  EXPECT_EQ(calendar.ToText(TextStyle(false), 0),
            "February 2026                                      Requests\n"
            " Mon   Tue   Wed   Thu   Fri   Sat   Sun\n"
            "                         27 ●  28 ●                   2,000\n"
            " month                                                2,000\n"
            "\n"
            "March 2026                                         Requests\n"
            " Mon   Tue   Wed   Thu   Fri   Sat   Sun\n"
            "                                      1 ●                 2\n"
            "  2 ●   3 ●                                               7\n"
            " month                                                    9\n"
            "\n");
}

TEST(MonthCalendarTest, ASumOverUnknownDaysIsALowerBound) {
  MonthCalendar calendar({"Requests"});
  const Day monday = DayNamed("2026-03-02");
  calendar.Add({monday, kHeld, {WideCount{5}}});
  calendar.Add({monday + 1, kGone, {std::nullopt}});
  calendar.Add({monday + 7, kGone, {std::nullopt}});
  const std::string text = calendar.ToText(TextStyle(false), 0);
  EXPECT_NE(text.find("  2 ●   3 ○                                             ≥ 5\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  9 ○                                                     —\n"),
            std::string::npos)
      << text;
}

TEST(MonthCalendarTest, LargeNumbersGetTheRoomThatTheyNeed) {
  MonthCalendar calendar({"Requests", "Input tokens"});
  const Day monday = DayNamed("2026-03-02");
  calendar.Add({monday, kHeld, {WideCount{297'061'600}, WideCount{1'497'623'730'000}}});
  const std::string text = calendar.ToText(TextStyle(false), 0);
  EXPECT_NE(text.find("          297,061,600    1,497,623,730,000\n"), std::string::npos) << text;
}

TEST(MonthCalendarTest, AWideTerminalHasMonthsSideBySide) {
  MonthCalendar calendar({});
  calendar.Add({DayNamed("2026-01-31"), kHeld, {}});
  calendar.Add({DayNamed("2026-02-01"), kHeld, {}});
  EXPECT_EQ(
      calendar.ToText(TextStyle(false), 90),
      "January 2026                                  February 2026\n"
      " Mon   Tue   Wed   Thu   Fri   Sat   Sun       Mon   Tue   Wed   Thu   Fri   Sat   Sun\n"
      "                               31 ●                                                 1 ●\n"
      "\n");
}

TEST(MonthCalendarTest, TheLegendNamesWhatOccurs) {
  MonthCalendar calendar({});
  calendar.Add({DayNamed("2026-03-02"), kHeld, {}});
  calendar.Add({DayNamed("2026-03-03"), kHeld, {}});
  EXPECT_EQ(calendar.Legend({kHeld, kGone}, TextStyle(false)), "● held 2\n");
}

}  // namespace
}  // namespace cognitrack
