// What an export command asked for: which windows of which stream, and which of their rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/ledger_view.h"
#include "reports/usage_query.h"

namespace cognitrack {

// A window as the export shows it: the content that was held at the revision asked for.
struct ExportedDay {
  Day day;
  WindowRecord record;
};

struct ExportOrder {
  std::string surface = "completions";
  std::int64_t stream = 0;  // 0: the source has none.
  std::vector<DimensionFilter> filters;
  std::optional<std::int64_t> as_of;
  std::vector<ExportedDay> days;  // With content, in order.
  std::int64_t days_missing = 0;
  std::int64_t days_pruned = 0;  // With rows once, which are no longer kept.
};

Result<ExportOrder> MakeExportOrder(const CommandOptions& options, const LedgerView& view,
                                    LedgerStore& store, UtcSeconds now);

}  // namespace cognitrack
