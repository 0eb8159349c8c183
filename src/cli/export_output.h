// What every export does with what it writes: standard output or a whole file, and what is said of
// it afterwards.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command_context.h"

namespace cognitrack {

inline constexpr std::string_view kFocus = "focus";  // A form beside csv and jsonl.

using WriteBytes = std::function<void(std::string_view)>;

struct ExportCount {
  std::int64_t rows = 0;
  std::int64_t days = 0;
  std::int64_t days_missing = 0;  // Of the range, and not in the file.
  // Likewise: with rows once, which are no longer kept. Nothing where it is not told apart.
  std::optional<std::int64_t> days_pruned;
  std::int64_t rows_left_out = 0;  // That the form cannot hold.
  std::vector<std::string> remarks;
  std::string verdict;  // Of a reconciliation.
};

// kUsage for a form that there is not, for --json without --out, and for a range that ends before
// it begins.
Status CheckExportOptions(const CommandOptions& options);

// Runs `write_all` with what takes its bytes: --out, whole or not at all, else standard output.
Result<ExportCount> WriteExport(
    CommandContext& context,
    const std::function<Result<ExportCount>(const WriteBytes& write)>& write_all);

// The remarks, and the document of --json.
void ReportExport(CommandContext& context, const ExportCount& count);

}  // namespace cognitrack
