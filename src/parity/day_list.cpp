#include "parity/day_list.h"

namespace cognitrack {

std::string ToText(const std::vector<Day>& days) {
  constexpr int kMostRuns = 8;
  std::string text;
  int runs = 0;
  for (std::size_t i = 0; i < days.size(); ++runs) {
    if (runs == kMostRuns) {
      const std::size_t more = days.size() - i;
      return text + " and " + std::to_string(more) + (more == 1 ? " more day" : " more days");
    }
    std::size_t last = i;
    while (last + 1 < days.size() && days[last + 1] == days[last] + 1) ++last;
    if (runs > 0) text += ", ";
    text += FormatDay(days[i]);
    if (last > i) text += " – " + FormatDay(days[last]);
    i = last + 1;
  }
  return text;
}

}  // namespace cognitrack
