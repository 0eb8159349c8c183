// RowFields: what the fields of a result row are: the kind of row, a metric, a dimension, or
// something that the ledger does not know yet. Rows come with the same fields in the same order
// nearly always, so that the field at a position is guessed from the row before and only compared.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "usage/metrics.h"

namespace cognitrack {

enum class FieldRole { kRowKind, kMetric, kDimension, kUnknown };

struct RowField {
  std::string name;
  std::uint32_t number = 0;  // Of the name, counted in the order in which they were met.
  FieldRole role = FieldRole::kUnknown;
  Metric metric = Metric::kInputTokens;  // For kMetric.
  bool is_plain = true;                  // Stands in JSON as it is, without an escape.
  std::int64_t last_row = -1;            // The last row that had it: a second time is a repetition.
  std::int64_t last_bucket = -1;         // The last bucket in which it had a dimension's value.
  std::int64_t drift_rows = 0;           // Rows of the bucket to report it for.
};

class RowFields {
 public:
  // The field whose quoted name begins behind `name` (its opening quote) if it is the one that is
  // expected at `position`, else null. Reads nothing from `end` on.
  RowField* Expected(std::size_t position, const char* name, const char* end);

  // The field of that name, which from now on is the one expected at `position`.
  RowField* Named(std::string_view name, std::size_t position);

  // How many names were met.
  std::size_t size() const { return fields_.size(); }

 private:
  std::size_t IndexOf(std::string_view name);

  std::deque<RowField> fields_;  // Names must not move: rows point at them.
  std::unordered_map<std::string, std::size_t> index_of_;
  std::vector<std::size_t> expected_;
};

}  // namespace cognitrack
