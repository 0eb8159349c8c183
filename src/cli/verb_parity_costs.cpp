#include <limits>

#include "cli/bill_view.h"
#include "cli/display_text.h"
#include "cli/ledger_view.h"
#include "cli/price_book_choice.h"
#include "cli/verbs.h"
#include "cli/whole_file.h"
#include "formats/bill_json.h"
#include "ingest/cost_check.h"
#include "ingest/run_journal.h"

namespace cognitrack {
namespace {

// What the JSON document on standard output and the ledger's record hold at most.
constexpr std::size_t kLinesShown = 1'000;

// Records the run and the document. A ledger that may not be written stays as it is.
Result<std::int64_t> Record(CommandContext& context, const BillDocument& document,
                            const std::string& price_book, UtcSeconds started_at) {
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  RunRecord run;
  run.verb = "parity costs";
  run.source = document.source;
  run.label = BillVerdictLine(document);
  run.started_at = started_at;
  run.outcome = outcome::kRunning;
  run.counters.rows_read = document.lines_total;
  TRY(run.id, store->StartRun(run));
  TRY_VOID(store->SaveBill({run.id, std::string(NameOf(document.verdict)), price_book,
                            BillJson(document, kLinesShown)}));
  run.finished_at = context.clock().Now();
  run.outcome = outcome::kOk;
  run.exit_code = Proves(document.verdict) ? 0 : 1;
  TRY_VOID(store->UpdateRun(run));
  return run.id;
}

Result<int> ShowRecorded(CommandContext& context, std::int64_t run_id) {
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const std::optional<BillRecord> record, store->BillOf(run_id));
  if (!record) {
    return Error{ErrorCode::kUsage,
                 "run " + std::to_string(run_id) +
                     " checked no costs; 'cognitrack runs --verb \"parity costs\"' lists those "
                     "that did"};
  }
  context.PrintJson(record->document);
  context.Print("Run " + std::to_string(run_id) + " found: " + record->verdict + ". Price book " +
                record->price_book.substr(0, 12) + "…; --json prints the whole document.\n");
  const bool proves = record->verdict == NameOf(BillVerdict::kExact) ||
                      record->verdict == NameOf(BillVerdict::kExplained);
  return proves ? 0 : 1;
}

CostCheckOptions OptionsOf(const CommandContext& context) {
  const CommandOptions& options = context.options();
  return {context.settings().source, options.from, options.to, context.settings().bill_bands,
          false};
}

// What was found, by the book of that digest.
struct Checked {
  BillDocument document;
  std::string price_book;
};

Result<Checked> Check(CommandContext& context) {
  TRY_VOID(CheckRange(context.options().from, context.options().to, "--from", "--to"));
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const BookInForce in_force, ChoosePriceBook(context, *store));
  TRY(BillDocument document, CheckCosts(OptionsOf(context), in_force.book, *store));
  return Checked{std::move(document), in_force.digest};
}

}  // namespace

Result<int> RunParityCosts(CommandContext& context) {
  const CommandOptions& options = context.options();
  if (options.run_id) {
    if (options.out_file || options.from || options.to) {
      return Error{ErrorCode::kUsage,
                   "--run shows what was found; leave out --from, --to and --out"};
    }
    return ShowRecorded(context, *options.run_id);
  }
  if (options.out_file && !options.out_file->ends_with(".json")) {
    return Error{ErrorCode::kUsage, "--out " + *options.out_file + ": the name must end in .json"};
  }
  const UtcSeconds started_at = context.clock().Now();
  TRY(const Checked checked, Check(context));
  const BillDocument& document = checked.document;
  if (options.out_file) {
    constexpr std::size_t kEvery = std::numeric_limits<std::size_t>::max();
    TRY_VOID(WriteWholeFile(*options.out_file, BillJson(document, kEvery) + "\n"));
  }
  context.Print(BillText(document, context.style(), context.width()));
  context.PrintJson(BillJson(document, kLinesShown));
  const Result<std::int64_t> recorded = Record(context, document, checked.price_book, started_at);
  context.Remark(recorded ? "recorded as run " + std::to_string(*recorded)
                          : "not recorded: " + recorded.error().message);
  return Proves(document.verdict) ? 0 : 1;
}

}  // namespace cognitrack
