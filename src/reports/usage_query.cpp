#include "reports/usage_query.h"

#include <algorithm>

#include "usage/decimal_text.h"

namespace cognitrack {

Status OrderAndTotal(UsageReport* report) {
  std::sort(report->rows.begin(), report->rows.end(),
            [](const UsageReportRow& a, const UsageReportRow& b) { return a.group < b.group; });
  UsageReportRow totals;
  for (const UsageReportRow& row : report->rows) {
    if (!totals.metrics.Add(row.metrics)) {
      return Error{ErrorCode::kBadInput,
                   "the total of a metric does not fit 64 bits; ask for a shorter range"};
    }
    totals.ledger_rows += row.ledger_rows;
    for (const auto& [name, value] : row.unknown_metrics) {
      auto& sum = totals.unknown_metrics.try_emplace(name, "0").first->second;
      sum = AddDecimals(sum, value);
    }
  }
  report->totals = std::move(totals);
  return {};
}

}  // namespace cognitrack
