// ExpectedTotals: what recorded pages add up to, for the test that reads them with a provider's
// adapter (tests/contract/golden_responses/*/expected.json). It shares nothing with the adapter:
// neither the JSON parser nor what it knows of pages and rows.
//
//   {"surface","start_time","end_time","pages":N,"days":{START:{METRIC:n}},
//    "METRIC_by":{DIMENSION:{VALUE:n}}}
//
// Counts are integers, amounts and quantities decimal strings. The dimensions are those that people
// ask by and that every row has, keys and users left out.
#pragma once

#include <map>
#include <set>
#include <string>

#include "base/result.h"
#include "formats/exact_json.h"
#include "usage/surface.h"

namespace cognitrack {

class ExpectedTotals {
 public:
  // [start, end).
  ExpectedTotals(const Surface& surface, Day start, Day end);

  // kProviderContract for what cannot be added up: a page without buckets, a count with a fraction.
  Status AddPage(const ExactJson& page);

  std::string ToText() const;
  std::int64_t rows() const { return rows_; }

 private:
  using Sums = std::map<std::string, WideCount>;  // In units of the metric.

  Status AddRow(UtcSeconds start, const ExactJson& row);
  void AddToDimensions(const ExactJson& row, WideCount units);

  const Surface& surface_;
  Day start_;
  Day end_;
  Metric main_;  // What the dimensions are told by.
  std::int64_t pages_ = 0;
  std::int64_t rows_ = 0;
  std::map<UtcSeconds, Sums> days_;
  std::map<std::string, Sums> by_;
  std::set<std::string> incomplete_;  // Dimensions that a row lacks.
};

}  // namespace cognitrack
