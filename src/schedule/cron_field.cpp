#include "schedule/cron_field.h"

#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <string>

namespace cognitrack {
namespace {

struct FieldRules {
  std::string_view name;
  unsigned least;
  unsigned most;
};

constexpr unsigned kSunday = 7;  // As the end of a range; 0 as a value.

FieldRules RulesOf(CronFieldKind kind) {
  switch (kind) {
    case CronFieldKind::kMinute:
      return {"minute", 0, 59};
    case CronFieldKind::kHour:
      return {"hour", 0, 23};
    case CronFieldKind::kDayOfMonth:
      return {"day of month", 1, 31};
    case CronFieldKind::kMonth:
      return {"month", 1, 12};
    case CronFieldKind::kDayOfWeek:
      break;
  }
  return {"day of week", 0, kSunday};
}

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekDays = {"sun", "mon", "tue", "wed",
                                                       "thu", "fri", "sat"};

template <std::size_t N>
std::optional<unsigned> PlaceIn(const std::array<std::string_view, N>& names,
                                std::string_view text) {
  std::string lower;
  for (const char c : text) {
    lower.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  }
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == lower) return static_cast<unsigned>(i);
  }
  return std::nullopt;
}

class FieldParser {
 public:
  FieldParser(CronFieldKind kind, std::string_view text)
      : kind_(kind), rules_(RulesOf(kind)), text_(text) {}

  Result<CronField> Parse() {
    field_.begins_with_star = text_.starts_with('*');
    std::string_view rest = text_;
    while (true) {
      const std::size_t comma = rest.find(',');
      TRY_VOID(AddPart(rest.substr(0, comma)));
      if (comma == std::string_view::npos) return field_;
      rest.remove_prefix(comma + 1);
    }
  }

 private:
  Status AddPart(std::string_view part) {
    if (part.empty()) return Refuse("has an empty part in its list");
    const std::size_t slash = part.find('/');
    const std::string_view range = part.substr(0, slash);
    const std::size_t dash = range.find('-');
    unsigned first = rules_.least;
    unsigned last = kind_ == CronFieldKind::kDayOfWeek ? rules_.most - 1 : rules_.most;
    if (range != "*") {
      TRY(first, ValueOf(range.substr(0, dash), dash == std::string_view::npos));
      last = first;
      if (dash != std::string_view::npos) {
        TRY(last, ValueOf(range.substr(dash + 1), false));
      }
    }
    if (last == 0 && first > 0 && kind_ == CronFieldKind::kDayOfWeek) last = kSunday;
    if (last < first) return Refuse("has a range that ends before it begins");
    unsigned step = 1;
    if (slash != std::string_view::npos) {
      if (range != "*" && dash == std::string_view::npos) {
        return Refuse("has a step without a range; '*/N' or 'A-B/N' is meant");
      }
      TRY(step, StepOf(part.substr(slash + 1)));
    }
    for (unsigned value = first; value <= last; value += step) Add(value);
    return {};
  }

  void Add(unsigned value) {
    const bool is_sunday = kind_ == CronFieldKind::kDayOfWeek && value == kSunday;
    field_.values |= std::uint64_t{1} << (is_sunday ? 0U : value);
  }

  Result<unsigned> ValueOf(std::string_view text, bool alone) const {
    if (kind_ == CronFieldKind::kMonth) {
      if (const auto place = PlaceIn(kMonths, text)) return *place + 1;
    }
    if (kind_ == CronFieldKind::kDayOfWeek) {
      if (const auto place = PlaceIn(kWeekDays, text)) return *place;
    }
    const auto value = NumberIn(text);
    if (!value || *value < rules_.least || *value > rules_.most) {
      return Refuse("has '" + std::string(text) + "', which is no value from " +
                    std::to_string(rules_.least) + " to " + std::to_string(rules_.most));
    }
    return alone && kind_ == CronFieldKind::kDayOfWeek && *value == kSunday ? 0U : *value;
  }

  Result<unsigned> StepOf(std::string_view text) const {
    const auto step = NumberIn(text);
    if (step && *step > 0 && *step <= rules_.most) return *step;
    return Refuse("has the step '" + std::string(text) + "', which is no number from 1 to " +
                  std::to_string(rules_.most));
  }

  static std::optional<unsigned> NumberIn(std::string_view text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
  }

  Error Refuse(const std::string& why) const {
    return {ErrorCode::kConfig,
            "the field '" + std::string(rules_.name) + "' ('" + std::string(text_) + "') " + why};
  }

  CronFieldKind kind_;
  FieldRules rules_;
  std::string_view text_;
  CronField field_{0, false};
};

}  // namespace

Result<CronField> ParseCronField(CronFieldKind kind, std::string_view text) {
  return FieldParser(kind, text).Parse();
}

}  // namespace cognitrack
