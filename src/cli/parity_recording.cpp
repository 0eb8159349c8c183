#include "cli/parity_recording.h"

#include "cli/parity_view.h"
#include "formats/parity_json.h"
#include "ingest/run_journal.h"

namespace cognitrack {
namespace {

constexpr std::size_t kDifferencesShown = 1'000;

}  // namespace

ParityDocument FirstDifferences(const ParityDocument& document) {
  ParityDocument shown = document;
  if (shown.differences.size() > kDifferencesShown) shown.differences.resize(kDifferencesShown);
  return shown;
}

Result<std::int64_t> RecordParity(CommandContext& context, const ParityDocument& document,
                                  UtcSeconds started_at) {
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  RunRecord run;
  run.verb = "parity";
  run.source = document.source;
  run.label = VerdictLine(document);
  run.started_at = started_at;
  run.outcome = outcome::kRunning;
  for (const ParityFile& file : document.files) run.counters.rows_read += file.rows;
  TRY(run.id, store->StartRun(run));
  TRY_VOID(store->SaveParity({run.id, std::string(NameOf(document.verdict)),
                              ParityJson(FirstDifferences(document)), "", 0, ""}));
  run.finished_at = context.clock().Now();
  run.outcome = outcome::kOk;
  run.exit_code = Proves(document.verdict) ? 0 : 1;
  TRY_VOID(store->UpdateRun(run));
  return run.id;
}

}  // namespace cognitrack
