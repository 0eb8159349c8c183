// SimTruth: what an imaginary organisation really used, as its provider knows it on each day: late
// rows appear, rows and whole days vanish, up to five days after. A pure function of the seed and
// the day.
#pragma once

#include <string>
#include <vector>

#include "twin/organisation.h"

namespace cognitrack {

class SimTruth {
 public:
  SimTruth(std::uint64_t seed, Day first_day, int days);

  // What the provider shows on `today`.
  twin::Organisation ShownOn(Day today) const;
  // The same of one day, whole, as LineOf writes rows; sorted.
  std::vector<std::string> Lines(Day day, Day today) const;

  // No day changes later than this after its end.
  static constexpr int kLastChange = 5;

 private:
  struct Life {
    Day appears;
    Day vanishes;
  };
  bool IsShown(std::size_t record, Day today) const {
    return lives_[record].appears <= today && today < lives_[record].vanishes;
  }

  twin::Organisation all_;
  std::vector<Life> lives_;  // By record.
};

}  // namespace cognitrack
