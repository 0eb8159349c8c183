// The twin's cost exports, as OpenAI's dashboard writes them, in the header versions seen so far.
// Amounts are plain decimals, from C4 on with 36 places; a day without costs is its time cells.
// From C4 on a range without any costs is a grid of the four time columns, and the times of a day
// with costs have no offset.
//
// Source: real exports of December 2024 to May 2025 (C1), June 2025 (C2), October 2025 (C3) and
// August 2026 (C4); the header of September 2026 (C5).
#pragma once

#include <iosfwd>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "twin/organisation.h"

namespace cognitrack::twin {

enum class CostExportVersion { kC1, kC2, kC3, kC4, kC5 };
std::optional<CostExportVersion> CostExportVersionNamed(std::string_view name);
const std::vector<std::string_view>& ColumnsOf(CostExportVersion version);

struct CostExportOptions {
  CostExportVersion version = CostExportVersion::kC5;
  UtcSeconds from = 0;
  UtcSeconds to = 0;  // Exclusive.
  // The last day ends one second early.
  bool clip_last = false;
  // By slot of the costs endpoint; dimensions left out are blank, their rows summed. Quantities are
  // told with line items only, as by the API.
  DimensionMask group_by = 0;
};

// Lines are in order of time; within a day in order of their first record. kDisk where `out` fails.
Status WriteCostExport(const CostRecords& costs, const CostExportOptions& options,
                       std::ostream& out);

}  // namespace cognitrack::twin
