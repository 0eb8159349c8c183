#include <algorithm>

#include "cli/nearest_name.h"
#include "cli/page_cursor.h"
#include "cli/run_lookup.h"
#include "cli/run_report.h"
#include "cli/verb_table.h"
#include "cli/verbs.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"

namespace cognitrack {
namespace {

Result<int> RunOneRun(CommandContext& context, LedgerStore& store, std::int64_t id) {
  TRY(const std::optional<RunRecord> found, FindRun(store, id));
  if (!found) {
    return Error{ErrorCode::kUsage, "there is no run " + std::to_string(id) +
                                        "; 'cognitrack runs' lists those that there are"};
  }
  context.Print(RunText(*found, context.style(), context.width()));
  context.PrintJson(RunsJson({*found}));
  return 0;
}

// A run at work holds the ledger's write lock, or a lease: one without an end and without either
// has died. A ledger that may not be written is told of as it stands.
Status MarkRunsThatDied(CommandContext& context, LedgerHandle* store) {
  TRY(const std::vector<RunRecord> newest, (*store)->Runs("", "", 1));
  if (newest.empty() || newest.front().outcome != outcome::kRunning) return {};
  auto writer = context.OpenLedger(DatabaseAccess::kWrite);
  if (!writer) return {};
  TRY_VOID(MarkDeadRuns(**writer));
  *store = std::move(*writer);
  return {};
}

Status CheckVerb(const std::string& verb) {
  std::vector<std::string> verbs;
  for (const VerbSpec& spec : Verbs()) verbs.emplace_back(spec.name);
  verbs.emplace_back("migrate");  // What both of its directions leave.
  if (std::find(verbs.begin(), verbs.end(), verb) != verbs.end()) return {};
  std::string message = "--verb '" + verb + "' is no verb";
  if (const auto nearest = NearestName(verb, verbs)) {
    message += "; did you mean '" + *nearest + "'?";
  }
  return Error{ErrorCode::kUsage, message};
}

}  // namespace

Result<int> RunRuns(CommandContext& context) {
  constexpr std::int64_t kDefaultLimit = 20;
  constexpr std::int64_t kMostRuns = 1 << 30;
  const CommandOptions& options = context.options();
  TRY(LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY_VOID(MarkRunsThatDied(context, &store));
  if (options.run_id) return RunOneRun(context, *store, *options.run_id);
  if (options.of_verb) TRY_VOID(CheckVerb(*options.of_verb));
  TRY(const ListedRows<RunRecord> listed, ReadByFallingId<RunRecord>(
                                              options, kDefaultLimit, kMostRuns,
                                              [&](int limit, std::int64_t before) {
                                                return store->Runs(options.source.value_or(""),
                                                                   options.of_verb.value_or(""),
                                                                   limit, before);
                                              },
                                              [](const RunRecord& run) { return run.id; }));
  context.Print(
      RunsText(listed.rows, context.settings().database_text, context.style(), context.width()) +
      NextText(listed.page));
  context.PrintJson(RunsJson(listed.rows, listed.page));
  return 0;
}

}  // namespace cognitrack
