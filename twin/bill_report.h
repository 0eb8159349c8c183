// The bill with what was changed in it, for tests: per day, project and line item what the usage
// costs by the price list, what was billed, and each difference under the name that a
// reconciliation should find.
#pragma once

#include <string>
#include <vector>

#include "twin/bill_changes.h"

namespace cognitrack::twin {

// {"priced_usd","billed_usd","causes":[{"cause","usd"}],"lines":[{"date","project_id","line_item",
// "priced_usd","billed_usd","differences":[{"cause","injected","usd"}]}]}: decimal strings, usd of
// a difference is billed − priced; lines of days in order, summed over keys.
std::string BillReportJson(const Bill& bill, const std::vector<BillDifference>& differences);

// The same for people, one line a difference: date, cause, dollars, project, line item, separated
// by tabs; the totals at the end.
std::string BillReportText(const Bill& bill, const std::vector<BillDifference>& differences);

}  // namespace cognitrack::twin
