// The twin's exports: completions usage as OpenAI's dashboard writes it, in the header versions
// seen so far. Numbers carry ".0", or an exponent from ten million on; batch is True or False, a
// bucket without use is four time cells; a range without any use is a grid of those four columns.
//
// Source: real exports of June 2025 (U1), September 2025 to April 2026 (U2), July 2026 (U3) and
// August 2026 (U4).
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "twin/organisation.h"

namespace cognitrack::twin {

enum class ExportVersion { kU1, kU2, kU3, kU4 };
std::optional<ExportVersion> ExportVersionNamed(std::string_view name);
const std::vector<std::string_view>& ColumnsOf(ExportVersion version);

struct ExportOptions {
  ExportVersion version = ExportVersion::kU4;
  UtcSeconds from = 0;
  UtcSeconds to = 0;  // Exclusive.
  UtcSeconds width = kSecondsPerDay;
  // The last bucket ends, and counts, one second early.
  bool clip_last = false;
  // Dimensions left out are blank, their rows summed.
  DimensionMask group_by = kAllDimensions;
};

// The organisation has completions. Lines are in order of time; within a bucket in order of their
// first record. kDisk where `out` fails.
Status WriteExport(const Organisation& organisation, const ExportOptions& options,
                   std::ostream& out);

}  // namespace cognitrack::twin
