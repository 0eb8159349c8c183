#include <limits>

#include "cli/bill_view.h"
#include "cli/cost_recording.h"
#include "cli/display_text.h"
#include "cli/ledger_view.h"
#include "cli/verbs.h"
#include "cli/whole_file.h"
#include "formats/bill_json.h"

namespace cognitrack {
namespace {

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
  TRY_VOID(CheckRange(options.from, options.to, "--from", "--to"));
  TRY(const CheckedCosts checked,
      CheckCostsOf(context, context.settings().source, options.from, options.to));
  const BillDocument& document = checked.document;
  if (options.out_file) {
    constexpr std::size_t kEvery = std::numeric_limits<std::size_t>::max();
    TRY_VOID(WriteWholeFile(*options.out_file, BillJson(document, kEvery) + "\n"));
  }
  context.Print(BillText(document, context.style(), context.width()));
  context.PrintJson(BillJson(document, kBillLinesShown));
  const Result<std::int64_t> recorded = RecordCosts(context, checked, started_at);
  context.Remark(recorded ? "recorded as run " + std::to_string(*recorded)
                          : "not recorded: " + recorded.error().message);
  return Proves(document.verdict) ? 0 : 1;
}

}  // namespace cognitrack
