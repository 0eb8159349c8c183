// BilledOrganisation: the organisation of the profile `money` together with its bill, and what was
// changed in the bill on request.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "twin/bill_changes.h"
#include "twin/seeded_organisation.h"

namespace cognitrack::twin {

struct BilledOrganisation {
  Organisation organisation;  // Its costs are those of the bill.
  Bill bill;
  std::vector<BillDifference> differences;
  std::vector<Fault> faults;  // For the API.
};

// `spec` as in twin/bill_changes.h; empty: none. The profile is `money` whatever the options say.
// kUsage for a spec that is wrong or changes nothing.
Result<BilledOrganisation> MakeBilledOrganisation(SeededOptions options, std::string_view spec);

}  // namespace cognitrack::twin
