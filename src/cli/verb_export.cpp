#include <algorithm>
#include <map>
#include <set>

#include "cli/export_order.h"
#include "cli/filter_match.h"
#include "cli/json_document.h"
#include "cli/ledger_view.h"
#include "cli/number_text.h"
#include "cli/verbs.h"
#include "cli/whole_file.h"
#include "formats/export_writer.h"

namespace cognitrack {
namespace {

constexpr std::string_view kFocus = "focus";

using UnknownOfDay = std::map<SeriesRef, std::vector<UnknownMetric>>;

Result<UnknownOfDay> UnknownMetricsOfDay(const ExportOrder& order, Day day, SeriesTable* series,
                                         LedgerStore& store) {
  TRY(std::vector<UnknownMetric> metrics,
      store.UnknownMetricsOf(order.stream, day.start(), order.as_of, series));
  UnknownOfDay by_series;
  for (UnknownMetric& metric : metrics) by_series[metric.series].push_back(std::move(metric));
  return by_series;
}

// What the windows say that their rows hold; it decides the columns of the CSV.
Result<ExportContent> ContentOf(const ExportOrder& order, LedgerStore& store) {
  ExportContent content;
  if (HoldsMoney(order.surface)) content.kind = ExportKind::kOpenAiCost;
  std::set<std::string> unknown;
  SeriesTable series;
  for (const ExportedDay& day : order.days) {
    content.grain = content.grain.Unite(day.record.grain);
    content.metrics = content.metrics | day.record.reported;
    TRY(const std::vector<UnknownMetric> metrics,
        store.UnknownMetricsOf(order.stream, day.day.start(), order.as_of, &series));
    for (const UnknownMetric& metric : metrics) unknown.insert(metric.name);
  }
  content.unknown_metrics.assign(unknown.begin(), unknown.end());
  return content;
}

Status WriteDay(const ExportOrder& order, const ExportedDay& day, ExportWriter& writer,
                LedgerStore& store, ExportCount* count) {
  SeriesTable series;
  TRY(const UnknownOfDay unknown, UnknownMetricsOfDay(order, day.day, &series, store));
  static const std::vector<UnknownMetric> kNone;
  bool any = false;
  Status written;
  TRY_VOID(store.ReadRows(order.stream, day.day.start(), day.day.end(), order.as_of, &series,
                          [&](const LedgerRow& row) {
                            if (!Matches(order.filters, day.record.grain, series.At(row.series)))
                              return true;
                            const auto found = unknown.find(row.series);
                            written = writer.Row({day.day, day.record.clipped},
                                                 series.At(row.series), row.metrics,
                                                 found == unknown.end() ? kNone : found->second);
                            any = true;
                            ++count->rows;
                            return written.has_value();
                          }));
  TRY_VOID(written);
  // Read, and nothing of it asked for: as in the provider's own export, a row of time cells.
  if (!any) writer.ConfirmedZero({day.day, day.record.clipped});
  ++count->days;
  return {};
}

using WriteBytes = std::function<void(std::string_view)>;

Result<ExportCount> WriteRows(const ExportOrder& order, bool csv, LedgerStore& store,
                              const WriteBytes& write) {
  TRY(const ExportContent content, ContentOf(order, store));
  const std::unique_ptr<ExportWriter> writer =
      csv ? MakeCsvExportWriter(content, write) : MakeJsonlExportWriter(write);
  ExportCount count;
  for (const ExportedDay& day : order.days) {
    TRY_VOID(WriteDay(order, day, *writer, store, &count));
  }
  return count;
}

Status CheckOptions(const CommandOptions& options) {
  const std::string format = options.format.value_or("csv");
  if (format != "csv" && format != "jsonl" && format != kFocus) {
    return Error{ErrorCode::kUsage,
                 "--format '" + format + "' is not known; there are csv, jsonl, focus"};
  }
  if (format == kFocus && options.surface != "costs") {
    return Error{ErrorCode::kUsage, "--format focus is for what was billed: add --surface costs"};
  }
  if (options.json && !options.out_file) {
    return Error{ErrorCode::kUsage,
                 "--json needs --out FILE here: without it the export itself goes to standard "
                 "output (one JSON object a row: --format jsonl)"};
  }
  return CheckRange(options.from, options.to, "--from", "--to");
}

Result<ExportCount> WriteOut(CommandContext& context, const ExportOrder& order,
                             LedgerStore& store) {
  const CommandOptions& options = context.options();
  const std::string format = options.format.value_or("csv");
  const auto write_all = [&](const WriteBytes& write) {
    return format == kFocus ? WriteFocus(order, context.settings(), store, write)
                            : WriteRows(order, format == "csv", store, write);
  };
  if (!options.out_file) {
    TRY(const ExportCount count, write_all([&](std::string_view bytes) { context.Stream(bytes); }));
    TRY_VOID(context.FlushStream());
    return count;
  }
  TRY(WholeFile file, WholeFile::Create(*options.out_file));
  TRY(const ExportCount count, write_all([&](std::string_view bytes) { file.Write(bytes); }));
  TRY_VOID(file.Finish());
  return count;
}

void Report(CommandContext& context, const ExportOrder& order, const ExportCount& count) {
  const CommandOptions& options = context.options();
  std::string line = "exported " + Counted(count.rows, "row") + " of " + Counted(count.days, "day");
  if (options.out_file) line += " to " + *options.out_file;
  if (order.days_missing > 0) {
    line += "; " + Counted(order.days_missing, "day") +
            " of the range not held and not in the file ('cognitrack windows' shows which)";
  }
  context.Remark(line);
  if (order.days_pruned > 0) {
    context.Remark(Counted(order.days_pruned, "day") +
                   " of the range pruned and not in the file: only totals and roll-ups are kept "
                   "('cognitrack usage' tells them)");
  }
  if (count.rows_left_out > 0) {
    context.Remark(Counted(count.rows_left_out, "row") +
                   " without an amount or a currency left out: FOCUS wants both");
  }
  JsonObject document;
  document.Set("verb", "export");
  document.Set("source", context.settings().source);
  document.Set("format", options.format.value_or("csv"));
  document.Set("rows", count.rows);
  document.Set("rows_left_out", count.rows_left_out);
  document.Set("days", count.days);
  document.Set("days_missing", order.days_missing);
  document.Set("days_pruned", order.days_pruned);
  document.Set("out", options.out_file.value_or(""));
  context.PrintJson(document.ToText());
}

}  // namespace

Result<int> RunExport(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY_VOID(CheckOptions(options));
  TRY(const std::string surface, SurfaceOf(options));
  const bool has_export = surface == kCompletions || surface == kCosts;
  if (!has_export && options.format.value_or("csv") == "csv") {
    return Error{ErrorCode::kUsage, "the provider has no export of " + surface +
                                        " whose columns could be written; use --format jsonl"};
  }
  TRY(const std::unique_ptr<LedgerStore> store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const LedgerView view, FindStream(*store, context.settings(), surface));
  ExportOrder order;
  order.surface = surface;
  if (view.stream) {
    TRY(order, MakeExportOrder(options, view, *store, context.clock().Now()));
  }
  TRY(const ExportCount count, WriteOut(context, order, *store));
  Report(context, order, count);
  return 0;
}

}  // namespace cognitrack
