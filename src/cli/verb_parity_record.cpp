#include <algorithm>
#include <map>

#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/ledger_view.h"
#include "cli/name_book.h"
#include "cli/number_text.h"
#include "cli/page_cursor.h"
#include "cli/parity_file.h"
#include "cli/parity_view.h"
#include "cli/text_table.h"
#include "cli/verbs.h"
#include "formats/parity_json.h"
#include "ingest/run_journal.h"

namespace cognitrack {
namespace {

// The record of that run, or the last one.
Result<ParityRecord> FindRecord(LedgerStore& store, std::optional<std::int64_t> run_id) {
  TRY(std::vector<ParityRecord> records, store.ParityRecords(run_id ? 0 : 1));
  if (!run_id && !records.empty()) return std::move(records.front());
  for (ParityRecord& record : records) {
    if (record.run_id == run_id) return std::move(record);
  }
  if (!run_id) {
    return Error{ErrorCode::kUsage,
                 "no parity document is on record; 'cognitrack parity --csv FILE' makes one"};
  }
  return Error{ErrorCode::kUsage, "run " + std::to_string(*run_id) +
                                      " made no parity document; 'cognitrack parity list' lists "
                                      "those that there are"};
}

SignOff SignOffOf(const ParityRecord& record) {
  return {record.signed_by, record.signed_at, record.note};
}

Status RecordSigning(CommandContext& context, LedgerStore& store, const ParityRecord& record,
                     const std::string& source) {
  RunRecord run;
  run.verb = "parity sign";
  run.label = "run " + std::to_string(record.run_id) + " signed by " + record.signed_by;
  run.source = source;
  run.started_at = record.signed_at;
  run.finished_at = context.clock().Now();
  run.outcome = outcome::kOk;
  TRY(run.id, store.StartRun(run));
  return {};
}

struct ListedParity {
  ParityRecord record;
  ParityDocument document;
  UtcSeconds at = 0;
};

Result<std::vector<ListedParity>> ListRecords(LedgerStore& store, int limit, std::int64_t before) {
  TRY(std::vector<ParityRecord> records, store.ParityRecords(limit, before));
  TRY(const std::vector<RunRecord> runs, store.Runs("", "parity", 0));
  std::map<std::int64_t, UtcSeconds> started;
  for (const RunRecord& run : runs) started[run.id] = run.started_at;
  std::vector<ListedParity> listed;
  for (ParityRecord& record : records) {
    TRY(ParityDocument document, ParseParityJson(record.document));
    const UtcSeconds at = started[record.run_id];
    listed.push_back({std::move(record), std::move(document), at});
  }
  return listed;
}

std::string ListText(const std::vector<ListedParity>& listed, const TextStyle& style, int width) {
  if (listed.empty()) {
    return "No parity document is on record; 'cognitrack parity --csv FILE' makes one.\n";
  }
  TextTable table;
  table.AddColumn("Run", Align::kRight);
  for (const char* head : {"Made (UTC)", "Source", "Range", "Verdict", "Compared", "Signed by"}) {
    table.AddColumn(head, Align::kLeft);
  }
  for (const ListedParity& parity : listed) {
    const bool proves = Proves(parity.document.verdict);
    const std::string scope = ScopeInWords(parity.document);
    table.AddRow({std::to_string(parity.record.run_id), FormatTime(parity.at).substr(0, 10),
                  Printable(parity.document.source),
                  DaysText(parity.document.from, parity.document.to),
                  proves ? style.Good(parity.record.verdict) : style.Bad(parity.record.verdict),
                  scope.empty() ? "everything" : Printable(scope),
                  parity.record.signed_by.empty() ? std::string(kUnknownText)
                                                  : Printable(parity.record.signed_by)});
  }
  return table.ToText(style, width);
}

std::string ListJson(const std::vector<ListedParity>& listed, const std::optional<PageEnd>& page) {
  JsonArray array;
  for (const ListedParity& parity : listed) {
    JsonObject object;
    object.Set("run", parity.record.run_id);
    object.SetTime("at", parity.at);
    object.Set("source", parity.document.source);
    object.SetDay("from", parity.document.from);
    object.SetDay("to", parity.document.to);
    object.Set("verdict", parity.record.verdict);
    object.Set("scope", ScopeInWords(parity.document));
    object.Set("differences_total", parity.document.differences_total);
    object.Set("signed_by", parity.record.signed_by);
    object.SetTime("signed_at", parity.record.signed_at);
    object.Set("note", parity.record.note);
    array.Add(object);
  }
  JsonObject document;
  document.Set("parity", array);
  SetNext(page, &document);
  return document.ToText();
}

}  // namespace

Result<int> RunParitySign(CommandContext& context) {
  const CommandOptions& options = context.options();
  if (options.out_file) TRY_VOID(CheckParityFileName(*options.out_file));
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  TRY(ParityRecord record, FindRecord(*store, options.run_id));
  if (!record.signed_by.empty()) {
    return Error{ErrorCode::kUsage, "run " + std::to_string(record.run_id) + " was signed by " +
                                        record.signed_by + " at " + FormatTime(record.signed_at) +
                                        "; a signature is never replaced. Nothing was changed"};
  }
  TRY(const ParityDocument document, ParseParityJson(record.document));
  record.signed_by = *options.signed_by;
  record.signed_at = context.clock().Now();
  record.note = options.note.value_or("");
  TRY_VOID(store->SignParity(record.run_id, record.signed_by, record.signed_at, record.note));
  TRY_VOID(RecordSigning(context, *store, record, document.source));
  if (options.out_file) TRY_VOID(WriteParityFile(*options.out_file, document, SignOffOf(record)));

  std::string text = "Signed: parity run " + std::to_string(record.run_id) + " (" +
                     VerdictLine(document) + ")\n  by " + Printable(record.signed_by) + " at " +
                     FormatTime(record.signed_at) + "\n";
  if (options.out_file) text += "  written to " + *options.out_file + "\n";
  context.Print(text);
  JsonObject signature;
  signature.Set("run", record.run_id);
  signature.Set("verdict", record.verdict);
  signature.Set("signed_by", record.signed_by);
  signature.SetTime("signed_at", record.signed_at);
  signature.Set("note", record.note);
  context.PrintJson(signature.ToText());
  return 0;
}

Result<int> RunParityList(CommandContext& context) {
  constexpr std::int64_t kDefaultLimit = 20;
  constexpr std::int64_t kMostRecords = 1 << 30;
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  const CommandOptions& options = context.options();
  TRY(const ListedRows<ListedParity> listed,
      ReadByFallingId<ListedParity>(
          options, kDefaultLimit, kMostRecords,
          [&](int limit, std::int64_t before) { return ListRecords(*store, limit, before); },
          [](const ListedParity& parity) { return parity.record.run_id; }));
  context.Print(ListText(listed.rows, context.style(), context.width()) + NextText(listed.page));
  context.PrintJson(ListJson(listed.rows, listed.page));
  return 0;
}

Result<int> RunParityShow(CommandContext& context) {
  const CommandOptions& options = context.options();
  if (options.out_file) TRY_VOID(CheckParityFileName(*options.out_file));
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const ParityRecord record, FindRecord(*store, options.run_id));
  TRY(const ParityDocument document, ParseParityJson(record.document));
  if (options.out_file) TRY_VOID(WriteParityFile(*options.out_file, document, SignOffOf(record)));
  TRY(const NameBook names, LoadNames(*store, document.source, document.dimensions));
  std::string text = ParityText(WithNames(document, names), context.style(), context.width());
  if (!record.signed_by.empty()) {
    text +=
        "Signed by " + Printable(record.signed_by) + " at " + FormatTime(record.signed_at) + "\n";
    if (!record.note.empty()) text += "  " + Printable(record.note) + "\n";
  }
  context.Print(text);
  context.PrintJson(record.document);
  return 0;
}

}  // namespace cognitrack
