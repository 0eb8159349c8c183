#include "cli/cost_recording.h"

#include <algorithm>

#include "cli/bill_view.h"
#include "cli/price_book_choice.h"
#include "formats/bill_json.h"
#include "ingest/cost_check.h"
#include "ingest/run_journal.h"

namespace cognitrack {
namespace {

constexpr int kNewestPulls = 20;

bool StoredCosts(const RunRecord& run) {
  return run.finished_at != 0 &&
         std::any_of(run.chunks.begin(), run.chunks.end(), [](const RunChunk& chunk) {
           return chunk.surface == kCosts && chunk.counters.windows_changed > 0;
         });
}

Result<bool> IsUnchecked(const std::string& source, LedgerStore& store) {
  TRY(const std::vector<RunRecord> checks, store.Runs(source, "parity costs", 1));
  const std::int64_t checked = checks.empty() ? 0 : checks.front().id;
  for (const char* verb : {"ingest", "backfill"}) {
    TRY(const std::vector<RunRecord> runs, store.Runs(source, verb, kNewestPulls));
    for (const RunRecord& run : runs) {
      if (run.id > checked && StoredCosts(run)) return true;
    }
  }
  return false;
}

}  // namespace

Result<CheckedCosts> CheckCostsOf(CommandContext& context, const std::string& source,
                                  std::optional<Day> from, std::optional<Day> to) {
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const BookInForce in_force, ChoosePriceBook(context, *store));
  const CostCheckOptions options{source, from, to, context.settings().bill_bands, false};
  TRY(BillDocument document, CheckCosts(options, in_force.book, *store));
  return CheckedCosts{std::move(document), in_force.digest};
}

Result<std::int64_t> RecordCosts(CommandContext& context, const CheckedCosts& checked,
                                 UtcSeconds started_at) {
  const BillDocument& document = checked.document;
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  RunRecord run;
  run.verb = "parity costs";
  run.source = document.source;
  run.label = BillVerdictLine(document);
  run.started_at = started_at;
  run.outcome = outcome::kRunning;
  run.counters.rows_read = document.lines_total;
  TRY(run.id, store->StartRun(run));
  TRY_VOID(store->SaveBill({run.id, std::string(NameOf(document.verdict)), checked.price_book,
                            BillJson(document, kBillLinesShown)}));
  run.finished_at = context.clock().Now();
  run.outcome = outcome::kOk;
  run.exit_code = Proves(document.verdict) ? 0 : 1;
  TRY_VOID(store->UpdateRun(run));
  return run.id;
}

Result<int> ReconcilePulls(CommandContext& context) {
  std::vector<std::string> unchecked;
  {
    TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
    TRY(const std::vector<SourceRecord> sources, store->Sources());
    for (const SourceRecord& source : sources) {
      TRY(const bool is_unchecked, IsUnchecked(source.name, *store));
      if (is_unchecked) unchecked.push_back(source.name);
    }
  }
  for (const std::string& source : unchecked) {
    const UtcSeconds started_at = context.clock().Now();
    TRY(const CheckedCosts checked, CheckCostsOf(context, source, std::nullopt, std::nullopt));
    TRY(const std::int64_t run, RecordCosts(context, checked, started_at));
    context.Remark("costs of " + source + " were compared with their use: run " +
                   std::to_string(run));
  }
  return static_cast<int>(unchecked.size());
}

}  // namespace cognitrack
