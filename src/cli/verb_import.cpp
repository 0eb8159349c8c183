#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/ledger_view.h"
#include "cli/number_text.h"
#include "cli/run_report.h"
#include "cli/verbs.h"
#include "ingest/import_export.h"

namespace cognitrack {
namespace {

JsonArray DayArray(const std::vector<Day>& days) {
  JsonArray array;
  for (const Day day : days) array.Add(FormatDay(day));
  return array;
}

std::string ImportJson(const ImportSummary& summary) {
  JsonObject document;
  document.Set("verb", "import");
  document.Set("source", summary.run.source);
  document.SetDay("from", summary.from);
  document.SetDay("to", summary.to);
  document.Set("days_stored", summary.days_stored);
  document.Set("days_unchanged", summary.days_unchanged);
  document.Set("days_held_from_api_equal", DayArray(summary.days_held_from_api_equal));
  document.Set("days_held_from_api_clipped", DayArray(summary.days_held_from_api_clipped));
  document.Set("days_held_from_api_different", DayArray(summary.days_held_from_api_different));
  JsonArray files;
  for (const ExportFile& file : summary.files) {
    JsonObject object;
    object.Set("name", file.name);
    object.Set("sha256", file.sha256);
    object.Set("kind", NameOf(file.kind));
    object.Set("rows", file.rows);
    object.Set("blank_rows", file.blank_rows);
    object.Set("grain", TextArray(file.filled.names()));
    object.Set("unknown_columns", TextArray(file.columns.unknown));
    object.Set("missing_columns", TextArray(file.columns.missing));
    files.Add(object);
  }
  document.Set("files", files);
  SetRunSummary(summary.run, &document);
  return document.ToText();
}

std::string FileLine(const ExportFile& file) {
  std::string line = "  " + Printable(file.name) + "  " + std::string(NameOf(file.kind)) + ", " +
                     Counted(file.rows, "row");
  if (file.blank_rows > 0) line += ", " + Counted(file.blank_rows, "day") + " without use";
  return line + ", sha256 " + file.sha256.substr(0, 12) + "…\n";
}

std::string FromApiLine(const std::vector<Day>& days, std::string_view what) {
  if (days.empty()) return "";
  std::string text = "  " + Counted(static_cast<std::int64_t>(days.size()), "day") + " " +
                     std::string(what) + ": " + FormatDay(days.front());
  if (days.size() > 1) text += " … " + FormatDay(days.back());
  return text + "\n";
}

std::string ImportText(const ImportSummary& summary, const TextStyle& style, int width) {
  std::string text = style.Bold("Imported into " + Printable(summary.run.source) + ": " +
                                DaysText(summary.from, summary.to)) +
                     "\n";
  for (const ExportFile& file : summary.files) text += FileLine(file);
  text += "  " + Counted(summary.days_stored, "day") + " stored, " +
          CountText(summary.days_unchanged) + " unchanged\n";
  text += FromApiLine(summary.days_held_from_api_equal, "held from the API, equal to the file");
  text += FromApiLine(summary.days_held_from_api_clipped,
                      "held from the API; cut short in the file, which has less of it");
  text += style.Bad(FromApiLine(summary.days_held_from_api_different,
                                "held from the API and different in the file, left as they are"));
  return text + RunSummaryLines(summary.run, style, width);
}

}  // namespace

Result<int> RunImport(CommandContext& context) {
  const CommandOptions& options = context.options();
  ImportOptions import;
  import.source = context.settings().source;
  import.source_given = context.settings().source_given;
  import.files = options.csv_files;
  import.merge = options.merge;
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  TRY(const ImportSummary summary,
      ImportExports(import, *store, context.clock(), context.progress()));
  if (context.environment().on_recorded) context.environment().on_recorded(summary.run.id);
  context.Print(ImportText(summary, context.style(), context.width()));
  context.PrintJson(ImportJson(summary));
  if (!summary.run.message.empty() && summary.run.exit_code != 0) {
    context.Remark(summary.run.message);
  }
  return summary.run.exit_code;
}

}  // namespace cognitrack
