#include "cli/export_output.h"

#include "cli/json_document.h"
#include "cli/ledger_view.h"
#include "cli/number_text.h"
#include "cli/whole_file.h"

namespace cognitrack {

Status CheckExportOptions(const CommandOptions& options) {
  const std::string format = options.format.value_or("csv");
  if (format != "csv" && format != "jsonl" && format != kFocus) {
    return Error{ErrorCode::kUsage,
                 "--format '" + format + "' is not known; there are csv, jsonl, focus"};
  }
  if (options.json && !options.out_file) {
    return Error{ErrorCode::kUsage,
                 "--json needs --out FILE here: without it the export itself goes to standard "
                 "output (one JSON object a row: --format jsonl)"};
  }
  return CheckRange(options.from, options.to, "--from", "--to");
}

Result<ExportCount> WriteExport(
    CommandContext& context,
    const std::function<Result<ExportCount>(const WriteBytes& write)>& write_all) {
  const CommandOptions& options = context.options();
  if (!options.out_file) {
    TRY(ExportCount count, write_all([&](std::string_view bytes) { context.Stream(bytes); }));
    TRY_VOID(context.FlushStream());
    return count;
  }
  TRY(WholeFile file, WholeFile::Create(*options.out_file));
  TRY(ExportCount count, write_all([&](std::string_view bytes) { file.Write(bytes); }));
  TRY_VOID(file.Finish());
  return count;
}

void ReportExport(CommandContext& context, const ExportCount& count) {
  const CommandOptions& options = context.options();
  std::string line = "exported " + Counted(count.rows, "row") + " of " + Counted(count.days, "day");
  if (options.out_file) line += " to " + *options.out_file;
  if (count.days_missing > 0) {
    line += "; " + Counted(count.days_missing, "day") +
            " of the range not held and not in the file ('cognitrack windows' shows which)";
  }
  context.Remark(line);
  if (count.days_pruned.value_or(0) > 0) {
    context.Remark(Counted(*count.days_pruned, "day") +
                   " of the range pruned and not in the file: only totals and roll-ups are kept "
                   "('cognitrack usage' tells them)");
  }
  for (const std::string& remark : count.remarks) context.Remark(remark);
  JsonObject document;
  document.Set("verb", options.verb);
  document.Set("source", context.settings().source);
  document.Set("format", options.format.value_or("csv"));
  if (!count.verdict.empty()) document.Set("verdict", count.verdict);
  document.Set("rows", count.rows);
  document.Set("rows_left_out", count.rows_left_out);
  document.Set("days", count.days);
  document.Set("days_missing", count.days_missing);
  if (count.days_pruned) document.Set("days_pruned", *count.days_pruned);
  document.Set("out", options.out_file.value_or(""));
  context.PrintJson(document.ToText());
}

}  // namespace cognitrack
