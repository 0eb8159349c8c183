#include "parity/grain_copies.h"

#include <algorithm>
#include <optional>

namespace cognitrack {
namespace {

// The grains that hold use, where there are two or more and all hold the same; else nothing.
template <typename Parts>
std::optional<std::vector<Grain>> EqualParts(const Parts& parts) {
  std::vector<Grain> grains;
  const MetricTotals* first = nullptr;
  for (const auto& [grain, totals] : parts) {
    if (totals.IsZero()) continue;
    if (first == nullptr) first = &totals;
    if (totals != *first) return std::nullopt;
    grains.push_back(grain);
  }
  if (grains.size() < 2) return std::nullopt;
  return grains;
}

std::string NameOf(const Grain& grain) { return grain.empty() ? "no dimension" : grain.ToText(); }

}  // namespace

std::string CopiedMonth::ToText() const {
  std::string text = month + " is held at " + std::to_string(grains.size()) + " grains (";
  for (std::size_t i = 0; i < grains.size(); ++i) {
    if (i > 0) text += "; ";
    text += NameOf(grains[i]);
  }
  return text + ") with equal totals: these are copies of the same use, not parts of a sum";
}

void GrainCopies::Add(Day day, SeriesRef series, const MetricValues& metrics) {
  days_[day][shapes_.At(shapes_.Of(series))].Add(metrics);
}

void GrainCopies::AddTotals(Day day, const Grain& filled, const MetricTotals& totals) {
  days_[day][filled].Add(totals);
}

std::vector<CopiedMonth> GrainCopies::Found() const {
  std::vector<CopiedMonth> found;
  for (auto day = days_.begin(); day != days_.end();) {
    const std::string month = FormatDay(day->first).substr(0, 7);
    Parts month_parts;
    CopiedMonth copied{month, {}, {}};
    bool each_day = true;
    for (; day != days_.end() && FormatDay(day->first).substr(0, 7) == month; ++day) {
      bool holds_use = false;
      for (const auto& [grain, totals] : day->second) {
        month_parts[grain].Add(totals);
        holds_use = holds_use || !totals.IsZero();
      }
      if (!holds_use) continue;
      copied.days.push_back(day->first);
      each_day = each_day && EqualParts(day->second).has_value();
    }
    const auto grains = EqualParts(month_parts);
    if (!each_day || !grains) continue;
    copied.grains = *grains;
    std::stable_sort(
        copied.grains.begin(), copied.grains.end(),
        [](const Grain& a, const Grain& b) { return a.names().size() < b.names().size(); });
    found.push_back(std::move(copied));
  }
  return found;
}

}  // namespace cognitrack
