// UsageRequest: the report options of a command line as a UsageQuery.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/ledger_view.h"
#include "reports/usage_query.h"

namespace cognitrack {

// "K=V" keeps, "K!=V" leaves out, "K=" is unattributed, "K=''" the empty text. Filters of one
// dimension and sense are alternatives. kUsage for another form.
Result<std::vector<DimensionFilter>> ParseFilters(const std::vector<std::string>& texts);

// "K=V" and "K=" only: the filters that parity knows, "" for blank.
Result<std::vector<std::pair<std::string, std::string>>> ParseEqualities(
    const std::vector<std::string>& texts);

// A revision (digits), a day (what was believed at its end) or a time → a revision. kUsage for
// anything else.
Result<std::int64_t> ResolveAsOf(const std::string& text, LedgerStore& store);

// The query that the options ask for, of view.stream (which must be there). kUsage for a dimension
// that neither the ledger's windows nor the provider have, with the nearest name.
Result<UsageQuery> MakeUsageQuery(const CommandOptions& options, const LedgerView& view,
                                  LedgerStore& store);

// What --group-by asks for; by day where it asks for nothing, by model where --day was given.
std::vector<std::string> GroupByOf(const CommandOptions& options, const std::string& surface);

}  // namespace cognitrack
