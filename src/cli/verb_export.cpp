#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "cli/export_order.h"
#include "cli/export_output.h"
#include "cli/filter_match.h"
#include "cli/focus_export.h"
#include "cli/ledger_view.h"
#include "cli/verbs.h"
#include "formats/export_writer.h"

namespace cognitrack {
namespace {

// Days share most of their series, which are read once; so many are remembered from day to day.
constexpr std::size_t kMostSeries = 100'000;

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
  content.surface = order.surface;
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
                const CommandContext& context, LedgerStore& store, SeriesTable& series,
                ExportCount* count) {
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
                            return written.has_value() && context.CanStream();
                          }));
  TRY_VOID(written);
  // Read, and nothing of it asked for: as in the provider's own export, a row of time cells.
  if (!any) writer.ConfirmedZero({day.day, day.record.clipped});
  ++count->days;
  return {};
}

Result<ExportCount> WriteRows(const ExportOrder& order, bool csv, const CommandContext& context,
                              LedgerStore& store, const WriteBytes& write) {
  TRY(const ExportContent content, ContentOf(order, store));
  const std::unique_ptr<ExportWriter> writer =
      csv ? MakeCsvExportWriter(content, write) : MakeJsonlExportWriter(write);
  ExportCount count;
  count.days_missing = order.days_missing;
  count.days_pruned = order.days_pruned;
  std::optional<SeriesTable> series;
  for (const ExportedDay& day : order.days) {
    if (!context.CanStream()) break;  // Which FlushStream tells.
    if (!series || series->size() > kMostSeries) series.emplace();
    TRY_VOID(WriteDay(order, day, *writer, context, store, *series, &count));
  }
  return count;
}

// Csv, or one JSON object a row.
Result<ExportCount> WriteRowsOf(const std::string& surface, bool csv, CommandContext& context,
                                LedgerStore& store, const WriteBytes& write) {
  TRY(const LedgerView view, FindStream(store, context.settings(), surface));
  ExportOrder order;
  order.surface = surface;
  if (view.stream) {
    TRY(order, MakeExportOrder(context.options(), view, store, context.clock().Now()));
  }
  return WriteRows(order, csv, context, store, write);
}

Status CheckForm(const CommandOptions& options, const std::string& format) {
  if (format == kFocus) return {};
  if (options.prices_file) {
    return Error{ErrorCode::kUsage, "--prices is for use that is priced: add --format focus"};
  }
  if (options.surface && options.surface->find(',') != std::string::npos) {
    return Error{ErrorCode::kUsage, "--format " + format +
                                        " holds one surface a file; a list of them is for "
                                        "--format focus"};
  }
  // Its columns are those of completions, so that it would be taken for an export of them.
  if (format == "csv" && options.surface == "decisions") {
    return Error{ErrorCode::kUsage,
                 "a CSV of decisions could not be told from one of completions; use --format "
                 "jsonl"};
  }
  return {};
}

}  // namespace

Result<int> RunExport(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY_VOID(CheckExportOptions(options));
  const std::string format = options.format.value_or("csv");
  TRY_VOID(CheckForm(options, format));
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  if (format == kFocus) {
    TRY(const ExportCount count, WriteExport(context, [&](const WriteBytes& write) {
          return WriteFocus(context, *store, write);
        }));
    ReportExport(context, count);
    return 0;
  }
  TRY(const std::string surface, SurfaceOf(options));
  TRY(const ExportCount count, WriteExport(context, [&](const WriteBytes& write) {
        return WriteRowsOf(surface, format == "csv", context, *store, write);
      }));
  ReportExport(context, count);
  return 0;
}

}  // namespace cognitrack
