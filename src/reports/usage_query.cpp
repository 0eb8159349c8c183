#include "reports/usage_query.h"

#include <algorithm>

#include "usage/decimal_text.h"

namespace cognitrack {
namespace {

Status AddTo(UsageReportRow* sum, const UsageReportRow& row) {
  if (!sum->metrics.Add(row.metrics)) {
    return Error{ErrorCode::kBadInput,
                 "a sum of the report does not fit 64 bits; ask for a shorter range"};
  }
  sum->ledger_rows += row.ledger_rows;
  for (const auto& [name, value] : row.unknown_metrics) {
    std::string& total = sum->unknown_metrics.try_emplace(name, "0").first->second;
    total = AddDecimals(total, value);
  }
  return {};
}

}  // namespace

Status OrderAndTotal(UsageReport* report) {
  std::vector<UsageReportRow>& rows = report->rows;
  std::sort(rows.begin(), rows.end(),
            [](const UsageReportRow& a, const UsageReportRow& b) { return a.group < b.group; });
  std::size_t kept = 0;
  UsageReportRow totals;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    TRY_VOID(AddTo(&totals, rows[i]));
    if (i == 0) continue;
    if (rows[kept].group == rows[i].group) {
      TRY_VOID(AddTo(&rows[kept], rows[i]));
    } else if (++kept != i) {
      rows[kept] = std::move(rows[i]);
    }
  }
  if (!rows.empty()) rows.resize(kept + 1);
  report->totals = std::move(totals);
  return {};
}

}  // namespace cognitrack
