#include "pricing/rate_inference.h"

#include <algorithm>
#include <map>

namespace cognitrack {
namespace {

// Exported amounts end in the tail of a double.
constexpr WideCount kTolerance = 1'000;
// Neighbouring prices must give amounts so far apart that none is met by chance.
constexpr WideCount kApart = 200 * kTolerance;
constexpr int kDecimalsMax = 6;
// A rate that fewer cells tell proves nothing.
constexpr int kCellsMin = 2;

WideCount Absolute(WideCount value) { return value < 0 ? -value : value; }

struct DayRate {
  Day day;
  WideCount picos = 0;
  int cells = 0;
};

// The rate that most units of each day were billed at, days in order.
std::vector<DayRate> RatesByDay(const std::vector<RateObservation>& cells) {
  struct Votes {
    WideCount units = 0;
    int cells = 0;
  };
  std::map<Day, std::map<WideCount, Votes>> votes;
  for (const RateObservation& cell : cells) {
    const auto price = ExactPrice(cell.units, cell.billed);
    if (!price) continue;
    Votes& vote = votes[cell.day][price->count];
    vote.units += cell.units;
    ++vote.cells;
  }
  std::vector<DayRate> rates;
  for (const auto& [day, of_day] : votes) {
    const auto most = std::max_element(
        of_day.begin(), of_day.end(),
        [](const auto& a, const auto& b) { return a.second.units < b.second.units; });
    rates.push_back({day, most->first, most->second.cells});
  }
  return rates;
}

std::vector<InferredRate> Joined(const std::vector<DayRate>& days) {
  std::vector<InferredRate> rates;
  for (const DayRate& day : days) {
    if (rates.empty() || rates.back().rate.picos != day.picos) {
      rates.emplace_back();
      rates.back().from = day.day;
      rates.back().rate = {day.picos, kTokensPriced};
    }
    rates.back().to = day.day;
    rates.back().cells += day.cells;
  }
  return rates;
}

}  // namespace

std::optional<Picos> ExactPrice(WideCount units, Picos billed) {
  if (units <= 0 || billed.count <= 0) return std::nullopt;
  WideCount step = kPicosInOne;
  for (int decimals = 0; decimals <= kDecimalsMax; ++decimals, step /= 10) {
    // What one step of the price makes of the amount.
    const WideCount apart = step * units / kTokensPriced;
    if (apart < kApart) return std::nullopt;
    const WideCount steps = (billed.count + apart / 2) / apart;
    const WideCount price = steps * step;
    if (steps > 0 && Absolute(price * units / kTokensPriced - billed.count) <= kTolerance) {
      return Picos{price};
    }
  }
  return std::nullopt;
}

std::vector<InferredRate> InferRates(const std::vector<RateObservation>& observations) {
  std::vector<DayRate> days = RatesByDay(observations);
  // What only one cell tells goes first, so that what lies around it is one again.
  std::map<WideCount, int> cells_of;
  for (const DayRate& day : days) cells_of[day.picos] += day.cells;
  std::erase_if(days, [&](const DayRate& day) { return cells_of[day.picos] < kCellsMin; });
  std::vector<InferredRate> rates = Joined(days);
  for (std::size_t i = 1; i < rates.size(); ++i) rates[i].changed_after = rates[i - 1].to;
  return rates;
}

Rate Reduced(const Rate& rate) {
  WideCount a = Absolute(rate.picos), b = rate.per;
  while (b != 0) {
    const WideCount rest = a % b;
    a = b;
    b = rest;
  }
  if (a == 0) return rate;
  return {rate.picos / a, static_cast<std::int64_t>(rate.per / a)};
}

}  // namespace cognitrack
