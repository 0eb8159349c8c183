// The last step of a comparison: verdicts, totals, notes and spot checks as the parity document.
#pragma once

#include <string>
#include <vector>

#include "parity/comparison.h"

namespace cognitrack {

// Everything that a comparison has gathered; all of it outlives the call only.
struct DocumentParts {
  const ComparisonScope& scope;
  const RowFilter& filter;
  const ExportSide& files;
  const SpotGroups& groups;  // Of the files.
  const std::vector<DayPlan>& plans;
  const ComparedMetrics& metrics;
  const std::vector<std::string>& notes;
};

ParityDocument BuildDocument(const DocumentParts& parts);

}  // namespace cognitrack
