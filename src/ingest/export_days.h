// ExportDays: one export as windows, a day each: rows of one series summed, hours and minutes added
// up to their day, everything that is odd about the file counted with its first place.
#pragma once

#include <string>
#include <vector>

#include "formats/export_reader.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct ExportDays {
  ExportFile file;
  std::vector<WindowRead> days;  // By start; grain and reported metrics are the file's.
  std::vector<RunIssue> issues;
};

// kBadInput, besides what ReadExport refuses, for a day of hours or minutes that are not all there,
// for use of a day after that of `now` (today's, which is still open, may stand there), and for a
// file that lists no day.
Result<ExportDays> ReadExportDays(const std::string& path, UtcSeconds now, SeriesTable* series);

}  // namespace cognitrack
