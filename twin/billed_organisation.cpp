#include "twin/billed_organisation.h"

#include "twin/money_profile.h"
#include "twin/seeded_ids.h"

namespace cognitrack::twin {

Result<BilledOrganisation> MakeBilledOrganisation(SeededOptions options, std::string_view spec) {
  options.profile = Profile::kMoney;
  TRY(const std::vector<BillChange> changes, ParseBillChanges(spec));
  BilledOrganisation billed;
  billed.organisation = MakeMoneyUsage(options);
  billed.bill = BillOf(billed.organisation);
  TRY(billed.differences, ApplyBillChanges(changes, billed.organisation, &billed.bill));
  billed.organisation.costs = CostsOf(billed.bill, SeededOrganisationId(options.seed));
  billed.faults = FaultsOf(changes);
  return billed;
}

}  // namespace cognitrack::twin
