// CostRows: costs summed at one grouping, for the API and for exports.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "twin/organisation.h"
#include "twin/record_filter.h"

namespace cognitrack::twin {

struct CostRow {
  Key key{};
  ExactDecimal amount;
  std::optional<ExactDecimal> quantity;  // Told with a line item only.
};

// Of records in [from, to) that pass and are not left out, in order of their first record.
// Currencies and organisations are never summed, units only where no line item tells what they are
// of.
std::vector<CostRow> SumCosts(const CostRecords& costs, UtcSeconds from, UtcSeconds to,
                              DimensionMask group_by, const RecordFilter& filter,
                              const std::function<bool(std::size_t number_in_day)>& omit);

}  // namespace cognitrack::twin
