// MonthCalendar: days as a grid a month, Monday to Sunday, one glyph a day, with sums a week and a
// month beside it. A sum over days of which some are unknown is a lower bound and says so with "≥".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "base/wide_count.h"
#include "cli/text_style.h"

namespace cognitrack {

// How loud a glyph is.
enum class Tone { kQuiet, kGood, kNote, kBad };
std::string Toned(const TextStyle& style, Tone tone, std::string_view text);

struct CalendarMark {
  std::string_view glyph;
  Tone tone = Tone::kQuiet;
  std::string_view meaning;  // For the legend.
  bool operator==(const CalendarMark&) const = default;
};

struct CalendarDay {
  Day day;
  CalendarMark mark;
  std::vector<std::optional<WideCount>> numbers;  // As many as there are headings.
};

class MonthCalendar {
 public:
  // Headings of the sums; none: no sums.
  explicit MonthCalendar(std::vector<std::string> headings) : headings_(std::move(headings)) {}

  // Days in order, each once.
  void Add(CalendarDay day);

  // Months below each other, or side by side where `width` (0: no terminal) has room for several.
  std::string ToText(const TextStyle& style, int width) const;
  // "● settled 28   · missing 3": each mark that occurs, in order of `marks`, with its count.
  std::string Legend(const std::vector<CalendarMark>& marks, const TextStyle& style) const;

 private:
  struct Sums;
  int NumberWidth() const;
  std::vector<std::string> MonthLines(std::size_t first, std::size_t last, int number_width,
                                      const TextStyle& style) const;
  std::string HeadLine(Day first, int number_width, const TextStyle& style) const;
  std::string SumsText(const Sums& sums, int number_width) const;

  std::vector<std::string> headings_;
  std::vector<CalendarDay> days_;
};

}  // namespace cognitrack
