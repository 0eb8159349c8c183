// SimTruth: what an imaginary organisation really used of several surfaces, and what it was billed,
// as its provider knows it on each day: late rows appear, rows and whole days vanish, up to five
// days after. A pure function of the seed and the day.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "twin/organisation.h"
#include "usage/series.h"

namespace cognitrack {

class SimTruth {
 public:
  SimTruth(std::uint64_t seed, Day first_day, int days);

  // What the provider shows on `today`.
  twin::Organisation ShownOn(Day today) const;
  // The same of one day of a surface, whole, as LineOf writes rows; sorted.
  std::vector<std::string> Lines(std::string_view surface, Day day, Day today) const;

  // Those that this provider has; the others it does not know.
  static const std::vector<std::string_view>& SurfacesHeld();
  // No day changes later than this after its end.
  static constexpr int kLastChange = 5;

 private:
  struct Life {
    Day appears;
    Day vanishes;
    bool IsShown(Day today) const { return appears <= today && today < vanishes; }
  };
  using Rows = std::map<Series, MetricValues>;

  Rows UsageRows(std::string_view surface, Day day, Day today) const;
  Rows CostRows(std::string_view surface, Day day, Day today) const;

  twin::Organisation all_;
  // By record, of each surface of usage; of both passes over the costs under kCosts.
  std::map<std::string_view, std::vector<Life>> lives_;
};

}  // namespace cognitrack
