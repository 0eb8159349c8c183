// The allocation file: one row says to which business unit and cost centre the spend of a project,
// an api key or a user belongs, from a day on.
//
// Columns: project_id, api_key_id, user_id (exactly one of them filled in a row; unused ones may be
// absent), business_unit, cost_centre (may be blank), share_percent (blank: 100), from, until (the
// first day on which the rule no longer holds; blank: it still does), note. business_unit and from
// are needed.
#pragma once

#include "allocation/allocation_rules.h"
#include "base/result.h"
#include "formats/input_file.h"

namespace cognitrack {

// kBadInput with file, line and column: an unknown or absent column, a row that names no target or
// several, a share outside 0 to 100 percent or with more than four decimals, days that are none or
// end before they begin; with file and line what AllocationRules::Make refuses.
Result<AllocationRules> ReadAllocationRules(InputFile input);

}  // namespace cognitrack
