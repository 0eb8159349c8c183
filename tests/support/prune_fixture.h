// A ledger with days that a prune may take: filled from a provider, settled, and proven by an
// export with the same rows.
#pragma once

#include <string>
#include <vector>

#include "formats/parity_json.h"
#include "ingest/parity_check.h"
#include "ingest/prune.h"
#include "tests/support/export_text.h"
#include "tests/support/pull_fixture.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {

class PruneFixture : public PullFixture {
 public:
  // Every day of [kFirst, kToday] has one row.
  inline static const Day kFirst = kToday - 100;

  // Gives false where a step fails.
  bool Fill() {
    FillUse(kFirst, kToday);
    return RunBackfill(kFirst, kToday, 31).has_value();
  }

  // Checks [from, to] against an export of the provider's truth and records what it finds.
  Result<std::int64_t> Prove(Day from, Day to) {
    ExportText text;
    for (Day day = from; day <= to; day = day + 1) {
      for (const FakeProvider::Use& use : provider.use[day]) {
        text.Row(day, use.project, use.model, use.requests, use.tokens);
      }
    }
    ParityOptions options;
    options.source = source;
    options.files = {directory.Write("export.csv", text.Text())};
    options.stop_requested = [] { return false; };
    TRY(const ParityDocument document,
        CheckParity(options, {*ledger, ledger.clock, spawner, progress}));
    RunRecord run;
    run.verb = "parity";
    run.source = source;
    run.started_at = run.finished_at = ledger.clock.Now();
    run.outcome = "ok";
    TRY(run.id, ledger->StartRun(run));
    TRY_VOID(ledger->SaveParity(
        {run.id, std::string(NameOf(document.verdict)), ParityJson(document), "", 0, ""}));
    return run.id;
  }

  Result<PruneSummary> RunPrune(PruneOptions options = {}) {
    return RunPruneOver(*ledger, options);
  }
  Result<PruneSummary> RunPruneOver(LedgerStore& store, PruneOptions options = {}) {
    options.source = source;
    return Prune(options, {store, ledger.clock, progress, [this] { return stop_after-- == 0; }});
  }

  TemporaryDirectory directory;
};

}  // namespace cognitrack
