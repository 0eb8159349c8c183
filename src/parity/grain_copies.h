// GrainCopies: finds months that an export holds at several grains. Somebody who joins exports of
// different groupings, or a tool that stored a month once a grouping, gives copies of the same use;
// their sum is a multiple of the truth. The rows of a month are parted by the set of dimensions
// that they fill in: where two or more parts hold use, and all of these have equal totals in every
// metric, for the month and on each of its days, they are copies (DESIGN §4). Import refuses such
// files, parity names their days.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "parity/metric_totals.h"
#include "parity/series_shapes.h"

namespace cognitrack {

struct CopiedMonth {
  std::string month;          // "2026-03".
  std::vector<Grain> grains;  // What each copy fills in, coarsest first; two or more.
  std::vector<Day> days;      // The days of the month that hold use, in order.

  // "2026-03 is held at 2 grains (project_id; model,project_id): …", for messages.
  std::string ToText() const;
};

class GrainCopies {
 public:
  // `series` must outlive this.
  explicit GrainCopies(const SeriesTable* series) : shapes_(series) {}

  void Add(Day day, SeriesRef series, const MetricValues& metrics);
  // Many rows at once: the totals of the rows of `day` that fill in `filled`.
  void AddTotals(Day day, const Grain& filled, const MetricTotals& totals);

  std::vector<CopiedMonth> Found() const;

 private:
  using Parts = std::map<Grain, MetricTotals>;

  SeriesShapes shapes_;
  std::map<Day, Parts> days_;
};

}  // namespace cognitrack
