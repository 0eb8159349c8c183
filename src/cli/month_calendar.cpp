#include "cli/month_calendar.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "cli/display_text.h"
#include "cli/number_text.h"

namespace cognitrack {
namespace {

constexpr int kCellWidth = 6;          // " 12 ● "
constexpr int kLeastNumberWidth = 17;  // "999,999,999,999" and two blanks.
constexpr int kMonthGap = 4;
constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Mon", "Tue", "Wed", "Thu",
                                                       "Fri", "Sat", "Sun"};

// 0 for Monday; 1970-01-01 was a Thursday.
int WeekdayOf(Day day) { return (day.number % 7 + 10) % 7; }

struct MonthName {
  std::string year;
  std::size_t month = 0;  // From 0.
  int day = 0;            // From 1.
};

MonthName MonthOf(Day day) {
  const std::string text = FormatDay(day);
  return {text.substr(0, 4), static_cast<std::size_t>(std::stoi(text.substr(5, 2))) - 1,
          std::stoi(text.substr(8, 2))};
}

bool SameMonth(Day a, Day b) { return FormatDay(a).substr(0, 7) == FormatDay(b).substr(0, 7); }

std::string BesideEachOther(const std::vector<std::vector<std::string>>& blocks, int block_width,
                            std::size_t columns) {
  std::string text;
  for (std::size_t i = 0; i < blocks.size(); i += columns) {
    const std::size_t end = std::min(i + columns, blocks.size());
    std::size_t lines = 0;
    for (std::size_t j = i; j < end; ++j) lines = std::max(lines, blocks[j].size());
    for (std::size_t line = 0; line < lines; ++line) {
      std::string joined;
      for (std::size_t j = i; j < end; ++j) {
        const std::string part = line < blocks[j].size() ? blocks[j][line] : "";
        joined += j + 1 < end ? PaddedRight(part, block_width + kMonthGap) : part;
      }
      joined.erase(joined.find_last_not_of(' ') + 1);
      text += joined + "\n";
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string Toned(const TextStyle& style, Tone tone, std::string_view text) {
  switch (tone) {
    case Tone::kQuiet:
      return style.Dim(text);
    case Tone::kGood:
      return style.Good(text);
    case Tone::kNote:
      return style.Note(text);
    case Tone::kBad:
      return style.Bad(text);
  }
  return std::string(text);
}

struct MonthCalendar::Sums {
  explicit Sums(std::size_t count) : sum(count), known(count), unknown(count) {}

  void Add(const std::vector<std::optional<WideCount>>& numbers) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      if (numbers[i]) {
        sum[i] += *numbers[i];
        known[i] = true;
      } else {
        unknown[i] = true;
      }
    }
  }

  std::vector<WideCount> sum;
  std::vector<bool> known;
  std::vector<bool> unknown;
};

void MonthCalendar::Add(CalendarDay day) {
  CHECK(day.numbers.size() == headings_.size(), "a day has a number for each heading");
  days_.push_back(std::move(day));
}

// No sum of a week or a month is longer than that of all days.
int MonthCalendar::NumberWidth() const {
  Sums all(headings_.size());
  for (const CalendarDay& day : days_) all.Add(day.numbers);
  int width = kLeastNumberWidth;
  for (const WideCount& sum : all.sum) {
    width = std::max(width, 2 + DisplayWidth("≥ " + Grouped(cognitrack::ToText(sum))));
  }
  return width;
}

std::string MonthCalendar::SumsText(const Sums& sums, int number_width) const {
  std::string text;
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    std::string number(kUnknownText);
    if (sums.known[i])
      number = (sums.unknown[i] ? "≥ " : "") + Grouped(cognitrack::ToText(sums.sum[i]));
    text += PaddedLeft(number, number_width);
  }
  return text;
}

std::string MonthCalendar::HeadLine(Day first, int number_width, const TextStyle& style) const {
  const MonthName name = MonthOf(first);
  std::string line =
      PaddedRight(std::string(kMonths[name.month]) + " " + name.year, kCellWidth * 7);
  for (const std::string& heading : headings_) line += PaddedLeft(heading, number_width);
  line.erase(line.find_last_not_of(' ') + 1);
  return style.Bold(line);
}

std::vector<std::string> MonthCalendar::MonthLines(std::size_t first, std::size_t last,
                                                   int number_width, const TextStyle& style) const {
  std::vector<std::string> lines = {HeadLine(days_[first].day, number_width, style)};
  std::string weekdays;
  for (const std::string_view name : kWeekdays)
    weekdays += PaddedRight(" " + std::string(name), kCellWidth);
  lines.push_back(style.Dim(weekdays));
  Sums month(headings_.size());
  std::size_t i = first;
  while (i < last) {
    std::string line(static_cast<std::size_t>(kCellWidth * WeekdayOf(days_[i].day)), ' ');
    Sums week(headings_.size());
    do {
      const CalendarDay& day = days_[i];
      const std::string number = PaddedLeft(std::to_string(MonthOf(day.day).day), 3);
      line += PaddedRight(number + " " + Toned(style, day.mark.tone, day.mark.glyph), kCellWidth);
      week.Add(day.numbers);
      month.Add(day.numbers);
      ++i;
    } while (i < last && WeekdayOf(days_[i].day) != 0 && days_[i].day - days_[i - 1].day == 1);
    lines.push_back(PaddedRight(line, kCellWidth * 7) + SumsText(week, number_width));
  }
  if (!headings_.empty()) {
    lines.push_back(
        style.Bold(PaddedRight(" month", kCellWidth * 7) + SumsText(month, number_width)));
  }
  return lines;
}

std::string MonthCalendar::ToText(const TextStyle& style, int width) const {
  const int number_width = NumberWidth();
  std::vector<std::vector<std::string>> blocks;
  std::size_t first = 0;
  for (std::size_t i = 1; i <= days_.size(); ++i) {
    if (i < days_.size() && SameMonth(days_[i].day, days_[first].day)) continue;
    blocks.push_back(MonthLines(first, i, number_width, style));
    first = i;
  }
  const int block_width = kCellWidth * 7 + number_width * static_cast<int>(headings_.size());
  const int columns = width == 0 ? 1 : (width + kMonthGap) / (block_width + kMonthGap);
  return BesideEachOther(blocks, block_width, static_cast<std::size_t>(std::max(1, columns)));
}

std::string MonthCalendar::Legend(const std::vector<CalendarMark>& marks,
                                  const TextStyle& style) const {
  std::string legend;
  for (const CalendarMark& mark : marks) {
    const auto count = std::count_if(days_.begin(), days_.end(),
                                     [&](const CalendarDay& day) { return day.mark == mark; });
    if (count == 0) continue;
    if (!legend.empty()) legend += "   ";
    legend += Toned(style, mark.tone, mark.glyph) + " " + std::string(mark.meaning) + " " +
              CountText(count);
  }
  return legend.empty() ? legend : legend + "\n";
}

}  // namespace cognitrack
