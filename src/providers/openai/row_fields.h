// RowFields: what the fields of a surface's result row are: the kind of row, a metric, a dimension,
// something that is left out, or something that the ledger does not know yet. Rows come with the
// same fields in the same order nearly always, so that the field at a position is guessed from the
// row before and only compared.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "usage/metrics.h"
#include "usage/surface.h"

namespace cognitrack {

enum class FieldRole {
  kRowKind,
  kMetric,   // A count.
  kDecimal,  // Money or a quantity.
  kAmount,   // Money with its currency, an object.
  kDimension,
  kIgnored,   // Names of what ids tell already: known, not kept.
  kPersonal,  // Never kept, not even in the archive.
  kUnknown
};

struct RowField {
  std::string name;
  std::uint32_t number = 0;  // Of the name, counted in the order in which they were met.
  FieldRole role = FieldRole::kUnknown;
  Metric metric = Metric::kInputTokens;  // For kMetric and kDecimal.
  bool may_be_bool = false;              // For kDimension.
  bool is_plain = true;                  // Stands in JSON as it is, without an escape.
  std::int64_t last_row = -1;            // The last row that had it: a second time is a repetition.
  std::int64_t last_bucket = -1;         // The last bucket in which it had a dimension's value.
  std::int64_t drift_rows = 0;           // Rows of the bucket to report it for.
};

class RowFields {
 public:
  explicit RowFields(const Surface& surface) : surface_(&surface) {}

  // The field whose quoted name begins behind `name` (its opening quote) if it is the one that is
  // expected at `position`, else null. Reads nothing from `end` on.
  RowField* Expected(std::size_t position, const char* name, const char* end);

  // The field of that name, which from now on is the one expected at `position`.
  RowField* Named(std::string_view name, std::size_t position);

  // The field of that name, wherever it may stand.
  RowField* Named(std::string_view name) { return &fields_[IndexOf(name)]; }

  // How many names were met.
  std::size_t size() const { return fields_.size(); }

 private:
  RowField FieldOf(std::string_view name) const;
  std::size_t IndexOf(std::string_view name);

  const Surface* surface_;
  std::deque<RowField> fields_;  // Names must not move: rows point at them.
  std::unordered_map<std::string, std::size_t> index_of_;
  std::vector<std::size_t> expected_;
};

}  // namespace cognitrack
