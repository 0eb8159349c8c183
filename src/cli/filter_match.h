// Whether a row passes the filters of a report, by the rule of reports/usage_query.h.
#pragma once

#include <vector>

#include "reports/usage_query.h"
#include "usage/series.h"

namespace cognitrack {

// `grain` is that of the row's window: a dimension outside it has no value and passes neither way.
bool Matches(const std::vector<DimensionFilter>& filters, const Grain& grain, const Series& series);

}  // namespace cognitrack
