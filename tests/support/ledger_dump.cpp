#include "tests/support/ledger_dump.h"

#include "tests/support/window_table.h"

namespace cognitrack {
namespace {

std::string Failed(const Error& error) { return "error: " + error.message + "\n"; }

std::string TextOf(const WindowRecord& record) {
  return FormatTime(record.start) + " revision " + std::to_string(record.revision) + " grain " +
         record.grain.ToText() + " rows " + std::to_string(record.row_count) + " " +
         LineOf(Series(), record.totals) + " hash " + ToHex(record.content_hash) + " from " +
         record.origin.ToText() + " since " + std::to_string(record.content_since) + " read " +
         std::to_string(record.read_at) + " source " + ToHex(record.source_hash) + " attempt " +
         std::string(NameOf(record.attempt.outcome)) + " of " +
         std::to_string(record.attempt.run_id) + " at " + std::to_string(record.attempt.at) + "\n";
}

std::string RowsOf(LedgerStore& store, std::int64_t stream, const WindowRevision& content) {
  SeriesTable series;
  std::vector<UsageRow> rows;
  const UtcSeconds start = content.record.start;
  const Status read = store.ReadRows(stream, start, start + 1, content.record.revision, &series,
                                     [&rows](const LedgerRow& row) {
                                       rows.push_back({row.series, row.metrics});
                                       return true;
                                     });
  if (!read) return Failed(read.error());
  std::string text;
  for (const std::string& line : LinesOf(rows, series)) text += "  " + line + "\n";
  const auto unknown = store.UnknownMetricsOf(stream, start, content.record.revision, &series);
  if (!unknown) return text + Failed(unknown.error());
  for (const UnknownMetric& metric : *unknown) {
    text +=
        "  " + LineOf(series.At(metric.series), {}) + " " + metric.name + "=" + metric.value + "\n";
  }
  return text;
}

std::string WindowsOf(LedgerStore& store, std::int64_t stream) {
  const auto windows = store.Windows(stream, kFirstDay.start(), kLastDay.end());
  if (!windows) return Failed(windows.error());
  std::string text;
  for (const WindowRecord& record : *windows) {
    text += TextOf(record);
    const auto history = store.WindowHistory(stream, record.start);
    if (!history) return text + Failed(history.error());
    for (const WindowRevision& content : *history) {
      text += " until " + std::to_string(content.until_revision) + " run " +
              std::to_string(content.run_id) + " " + TextOf(content.record) +
              RowsOf(store, stream, content);
    }
  }
  return text;
}

std::string ReportOf(LedgerStore& store, std::int64_t stream) {
  UsageQuery query;
  query.stream = stream;
  query.group_by = {"day", "model"};
  const auto report = store.Aggregate(query);
  if (!report) return Failed(report.error());
  std::string text;
  for (const UsageReportRow& row : report->rows) {
    for (const GroupValue& value : row.group.ToVector()) text += value.text + " ";
    text += LineOf(Series(), row.metrics) + "\n";
  }
  return text;
}

std::string RunsOf(LedgerStore& store) {
  const auto runs = store.Runs("", "", 0);
  if (!runs) return Failed(runs.error());
  std::string text;
  for (const RunRecord& run : *runs) {
    text += "run " + std::to_string(run.id) + " " + run.verb + " " + run.outcome + " rows " +
            std::to_string(run.counters.rows_written) + "\n";
    for (const RunChunk& chunk : run.chunks) {
      text += "  chunk " + std::to_string(chunk.number) + (chunk.done ? " done\n" : " open\n");
    }
    for (const RunIssue& issue : run.issues) {
      text +=
          "  issue " + issue.code + " " + issue.where + " " + std::to_string(issue.count) + "\n";
    }
  }
  const auto bill = store.BillOf(std::nullopt);
  if (!bill) return text + Failed(bill.error());
  if (*bill) text += "bill " + std::to_string((*bill)->run_id) + " " + (*bill)->verdict + "\n";
  const auto parity = store.ParityRecords(0);
  if (!parity) return text + Failed(parity.error());
  for (const ParityRecord& record : *parity) {
    text += "parity " + std::to_string(record.run_id) + " " + record.verdict + " by " +
            record.signed_by + "\n";
  }
  return text;
}

std::string AllocationOf(LedgerStore& store) {
  const auto versions = store.AllocationVersions(std::nullopt, 0);
  if (!versions) return Failed(versions.error());
  std::string text;
  for (const AllocationVersion& version : *versions) {
    text += "rules of revision " + std::to_string(version.revision) + " run " +
            std::to_string(version.run_id);
    for (const AllocationRule& rule : version.rules) text += " " + OwnerText(rule.owner);
    text += "\n";
  }
  return text;
}

std::string TextOf(const NameVersion& version) {
  return " " + version.facts.name.value_or("(none)") + " " + version.facts.email.value_or("") +
         " [" + std::to_string(version.since) + ", " + std::to_string(version.until) +
         (version.listed ? ")" : ") not listed");
}

std::string NamesOf(LedgerStore& store) {
  const auto sources = store.Sources();
  if (!sources) return Failed(sources.error());
  std::string text;
  for (const SourceRecord& source : *sources) {
    const auto names = store.Names(source.id);
    if (!names) return text + Failed(names.error());
    for (const NameRecord& record : *names) {
      text += std::string(NameOf(record.kind)) + " " + record.id + TextOf(record.current) + "\n";
      for (const NameVersion& version : record.history) text += "  was" + TextOf(version) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string DumpOf(LedgerStore& store, std::int64_t stream) {
  std::string text = WindowsOf(store, stream) + ReportOf(store, stream) + RunsOf(store) +
                     AllocationOf(store) + NamesOf(store);
  const auto findings = store.CheckIntegrity();
  if (!findings) return text + Failed(findings.error());
  for (const IntegrityFinding& finding : *findings) {
    text += "finding " + finding.check + " " + finding.where + " " + finding.detail + "\n";
  }
  return text;
}

}  // namespace cognitrack
