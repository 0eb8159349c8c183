// Rate inference: from what was billed and what was used, the rate that was really paid, and since
// when. A leaf: no I/O, no current time.
//
// A single quotient proves nothing: usage that was later credited bends it. A rate is believed
// where a price of few decimals gives the billed amount exactly, in several cells (a day of a
// project); what only one cell tells between two that agree is left out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pricing/price_book.h"

namespace cognitrack {

// One cell: the units of a meter that a project used on a day, and what they were billed at.
struct RateObservation {
  Day day;
  WideCount units = 0;
  Picos billed;
};

// A rate that was paid from the first to the last day on which it was seen.
struct InferredRate {
  std::string model;
  std::string tier;
  Meter meter = Meter::kInput;
  Day from;
  Day to;
  Rate rate;      // Per million units; Reduced() of it is the fraction in lowest terms.
  int cells = 0;  // That it gives exactly.
  // The last day on which another rate was seen: the change lies after it, and not after `from`.
  std::optional<Day> changed_after;
};

// Of one model, tier and meter, which the rates do not name; in order of days.
std::vector<InferredRate> InferRates(const std::vector<RateObservation>& observations);

// The price of fewest decimals, a million units, that gives the amount to 10^-9 dollars and that no
// other of as many decimals gives. Nothing where there is none.
std::optional<Picos> ExactPrice(WideCount units, Picos billed);

Rate Reduced(const Rate& rate);

}  // namespace cognitrack
