// UsageAggregate: answers one UsageQuery. Reads roll-ups where they suffice, rows (and history, for
// `as_of`) otherwise; windows of different grains are asked apart and joined, so that a dimension
// which a window was not asked for is "not grouped" and never "unattributed".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reports/usage_query.h"
#include "store/sql_connection.h"
#include "store/window_records.h"

namespace cognitrack {

class UsageAggregate {
 public:
  UsageAggregate(SqlConnection* connection, WindowRecords* windows, const UsageQuery& query)
      : connection_(connection), windows_(windows), query_(query) {}

  // kBadInput where a sum does not fit 64 bits.
  Result<UsageReport> Run();

 private:
  void Describe(const std::vector<WindowRecord>& windows);
  // The dimensions that the query names, days left out.
  Grain Dimensions() const;
  bool FiltersFit(const Grain& grain) const;
  Status AddGrain(const Grain& grain, const std::string& rows_table,
                  const std::string& windows_table);
  Status AddUnknown(const Grain& grain, const std::string& rows_table,
                    const std::string& windows_table);
  Status AddRow(const std::vector<GroupValue>& group, std::int64_t rows,
                const MetricValues& metrics);
  Result<bool> HoldsUnknown();

  SqlConnection* connection_;
  WindowRecords* windows_;
  const UsageQuery& query_;
  UtcSeconds from_ = 0;
  UtcSeconds to_ = 0;
  std::optional<int> roll_up_;
  UsageReport report_;
  std::map<std::vector<GroupValue>, UsageReportRow> rows_;
};

}  // namespace cognitrack
