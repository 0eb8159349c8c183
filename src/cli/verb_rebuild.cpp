#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/ledger_view.h"
#include "cli/number_text.h"
#include "cli/run_report.h"
#include "cli/text_table.h"
#include "cli/verbs.h"
#include "ingest/reading_in_force.h"
#include "ingest/rebuild.h"

namespace cognitrack {
namespace {

struct ResultName {
  RebuildResult result;
  const char* said;
  const char* planned;  // Of a dry run, where that is another thing to say.
};

constexpr ResultName kResults[] = {
    {RebuildResult::kEqual, "equal to what the archive gives", ""},
    {RebuildResult::kMended, "damaged, and mended", "damaged, and would be mended"},
    {RebuildResult::kDiffers, "read otherwise now; --accept stores that as a revision", ""},
    {RebuildResult::kAccepted, "read otherwise, and stored as a revision", ""},
    {RebuildResult::kLost, "damaged, and the archive gives another content", ""},
    {RebuildResult::kDamaged, "not to be derived: see below", ""},
    {RebuildResult::kNotKept, "without an archived answer", ""},
    {RebuildResult::kFromExport, "from a file", ""},
    {RebuildResult::kPruned, "pruned", ""},
};

std::string RebuildText(const RebuildSummary& summary, bool dry_run, const TextStyle& style,
                        int width) {
  std::string text =
      style.Bold(Printable(summary.run.source)) + " · " +
      (dry_run ? "days that a rebuild would look at" : "days rebuilt from the archive") + "\n\n";
  std::int64_t all = 0;
  for (const ResultName& name : kResults) {
    const std::int64_t count = summary.Count(name.result);
    all += count;
    if (count == 0) continue;
    const bool is_planned = dry_run && *name.planned != '\0';
    text += PaddedLeft(CountText(count), 9) + "  " + (is_planned ? name.planned : name.said) + "\n";
  }
  if (all == 0) return text + "  No day is held in that range.\n";
  if (summary.found.empty()) return text;
  TextTable table;
  table.AddColumn("Day", Align::kLeft);
  table.AddColumn("Surface", Align::kLeft);
  table.AddColumn("Found", Align::kLeft);
  table.AddColumn("Rows", Align::kRight);
  std::string details;
  for (const RebuiltWindow& window : summary.found) {
    table.AddRow({FormatDay(window.day), window.surface, std::string(NameOf(window.result)),
                  CountText(window.rows_written)});
    if (window.detail.empty()) continue;
    details += "  " + window.surface + " " + FormatDay(window.day) + ": " +
               Printable(window.detail) + "\n";
  }
  return text + "\n" + table.ToText(style, width) + (details.empty() ? "" : "\n" + details);
}

std::string RebuildJson(const RebuildSummary& summary, bool dry_run) {
  JsonObject document;
  document.Set("verb", "rebuild");
  document.Set("source", summary.run.source);
  document.Set("label", summary.run.label);
  document.Set("dry_run", dry_run);
  SetRunSummary(summary.run, &document);
  JsonObject windows;
  for (const ResultName& name : kResults) {
    windows.Set(NameOf(name.result), summary.Count(name.result));
  }
  document.Set("windows", windows);
  JsonArray found;
  for (const RebuiltWindow& window : summary.found) {
    JsonObject object;
    object.SetDay("date", window.day);
    object.Set("surface", window.surface);
    object.Set("result", NameOf(window.result));
    object.Set("rows_written", window.rows_written);
    object.Set("detail", window.detail);
    found.Add(object);
  }
  document.Set("found", found);
  return document.ToText();
}

}  // namespace

Result<int> RunRebuild(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY_VOID(CheckRange(options.from, options.to, "--from", "--to"));
  RebuildOptions rebuild;
  TRY(rebuild.surfaces, SurfaceListOf(options));
  rebuild.source = context.settings().source;
  rebuild.from = options.from;
  rebuild.to = options.to;
  rebuild.label = options.label.value_or("");
  rebuild.accept = options.accept;
  rebuild.dry_run = options.dry_run;
  // A dry run writes nothing, but looks under the write lock.
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  TRY(const int reading, ReadingInForce(context.environment().readings, *store));
  TRY(const std::unique_ptr<BucketReader> reader,
      context.environment().make_bucket_reader("openai", reading));
  TRY(const RebuildSummary summary,
      Rebuild(rebuild, {*store, *reader, context.clock(), context.progress()}));
  context.Print(RebuildText(summary, options.dry_run, context.style(), context.width()));
  context.PrintJson(RebuildJson(summary, options.dry_run));
  if (summary.run.exit_code > 1) {
    context.environment().err << "cognitrack rebuild: " << summary.run.message << "\n";
  }
  return summary.run.exit_code;
}

}  // namespace cognitrack
