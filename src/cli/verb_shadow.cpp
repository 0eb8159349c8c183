#include <algorithm>
#include <limits>

#include "cli/ledger_view.h"
#include "cli/program_readings.h"
#include "cli/shadow_comparison_view.h"
#include "cli/shadow_view.h"
#include "cli/verbs.h"
#include "cli/whole_file.h"

namespace cognitrack {
namespace {

// What the JSON document on standard output holds of what differs.
constexpr std::size_t kFoundShown = 1'000;
constexpr int kRunsLookedAt = 200;

Result<VersionKind> KindOf(const CommandOptions& options) {
  if (const auto kind = VersionKindNamed(*options.version_kind)) return *kind;
  return Error{ErrorCode::kUsage, "there is no kind '" + *options.version_kind +
                                      "' of versions; there are: pricing, ingest"};
}

Result<VersionNames> NamesIn(CommandContext& context, LedgerStore& store) {
  TRY(const std::vector<VersionChange> history, store.VersionChanges());
  std::map<std::string, std::string> books;
  for (const VersionChange& change : history) {
    if (change.kind != VersionKind::kPricing || change.version.empty()) continue;
    if (books.contains(change.version)) continue;
    // A book that is damaged is named by its hash.
    const Result<KeptPriceBook> book = store.PriceBookWith(change.version);
    if (book) books.emplace(change.version, book->name);
  }
  return VersionNames(context.environment().readings.front().number, std::move(books));
}

// With when its run was.
Result<std::optional<NamedComparison>> NamedIn(const PromotionProof& proof,
                                               const std::vector<VersionComparison>& comparisons,
                                               LedgerStore& store) {
  if (!proof.comparison_run) return std::optional<NamedComparison>();
  NamedComparison named;
  for (const VersionComparison& one : comparisons) {
    if (one.run_id == *proof.comparison_run) named.entry = one;
  }
  TRY(const std::vector<RunRecord> runs, store.Runs("", "shadow compare", kRunsLookedAt));
  for (const RunRecord& run : runs) {
    if (run.id == named.entry.run_id) named.at = run.started_at;
  }
  return std::optional(named);
}

Result<KindView> ViewOf(VersionKind kind, const std::vector<VersionChange>& history,
                        CommandContext& context, LedgerStore& store) {
  KindView view;
  view.kind = kind;
  view.state = StateOf(kind, history);
  if (!view.state.candidate) return view;
  const auto& known = context.environment().readings;
  const Result<std::string> in_force = ComparedAs(kind, view.state.in_force, known);
  const Result<std::string> candidate = ComparedAs(kind, view.state.candidate->version, known);
  if (!in_force || !candidate) {
    view.proof.why = in_force ? candidate.error().message : in_force.error().message;
    return view;
  }
  TRY(const std::vector<VersionComparison> comparisons, store.VersionComparisons());
  TRY(const std::vector<HeldContent> held, ComparableContent(kind, store));
  view.proof = JudgeComparisons(kind, *in_force, *candidate, comparisons, held);
  TRY(view.named, NamedIn(view.proof, comparisons, store));
  return view;
}

Result<int> Decide(CommandContext& context, VersionAction action) {
  const CommandOptions& options = context.options();
  VersionOrder order;
  TRY(order.kind, KindOf(options));
  order.action = action;
  order.prices_file = options.prices_file;
  order.reading = options.reading;
  order.reason = options.reason.value_or("");
  order.by = options.signed_by.value_or("");
  order.login = context.settings().login;
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  TRY(const VersionOutcome outcome,
      SetVersion(order, context.environment().readings, *store, context.clock()));
  TRY(const VersionNames names, NamesIn(context, *store));
  context.Print(VersionOutcomeText(outcome, names, context.style()));
  context.PrintJson(VersionOutcomeJson(outcome, names, options.verb));
  return 0;
}

Result<int> ShowRecorded(CommandContext& context, VersionKind kind, std::int64_t run_id) {
  const CommandOptions& options = context.options();
  if (options.out_file || options.from || options.to) {
    return Error{ErrorCode::kUsage, "--run shows what was found; leave out --from, --to and --out"};
  }
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const std::vector<VersionComparison> comparisons, store->VersionComparisons());
  const auto found = std::find_if(
      comparisons.begin(), comparisons.end(),
      [&](const VersionComparison& one) { return one.run_id == run_id && one.kind == kind; });
  if (found == comparisons.end()) {
    return Error{ErrorCode::kUsage, "run " + std::to_string(run_id) + " compared no versions of " +
                                        std::string(NameOf(kind)) +
                                        "; 'cognitrack runs --verb \"shadow compare\"' lists those "
                                        "that did"};
  }
  TRY(const std::string document, store->ComparisonDocument(run_id));
  context.PrintJson(document);
  context.Print("Run " + std::to_string(run_id) + " compared " + std::to_string(found->compared) +
                " windows and found " + std::to_string(found->differing) +
                " differences; --json prints the whole document.\n");
  return found->differing > 0 ? 1 : 0;
}

Result<ShadowComparison> Compare(CommandContext& context, VersionKind kind) {
  const CommandOptions& options = context.options();
  CompareScope scope;
  if (context.settings().source_given) scope.source = context.settings().source;
  scope.from = options.from;
  scope.to = options.to;
  // Nobody waits for a comparison: it reads, and is recorded at its end.
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  return CompareShadow(kind, scope, context.settings().bill_bands, ReadingsOf(context),
                       {*store, context.clock(), context.progress()});
}

Status Record(CommandContext& context, ShadowComparison* comparison) {
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  return RecordComparison(comparison, std::string(NameOf(comparison->entry.kind)), *store,
                          context.clock());
}

}  // namespace

Result<int> RunShadow(CommandContext& context) {
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const std::vector<VersionChange> history, store->VersionChanges());
  ShadowView view;
  for (const VersionKind kind : {VersionKind::kPricing, VersionKind::kIngest}) {
    TRY(KindView of_kind, ViewOf(kind, history, context, *store));
    view.kinds.push_back(std::move(of_kind));
  }
  view.given_prices = context.settings().prices_file.value_or("");
  TRY(const VersionNames names, NamesIn(context, *store));
  context.Print(ShadowText(view, names, context.style()));
  context.PrintJson(ShadowJson(view, names));
  return 0;
}

Result<int> RunShadowBegin(CommandContext& context) {
  return Decide(context, VersionAction::kBegin);
}
Result<int> RunShadowPromote(CommandContext& context) {
  return Decide(context, VersionAction::kPromote);
}
Result<int> RunShadowDrop(CommandContext& context) { return Decide(context, VersionAction::kDrop); }
Result<int> RunShadowBack(CommandContext& context) { return Decide(context, VersionAction::kBack); }

Result<int> RunShadowCompare(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const VersionKind kind, KindOf(options));
  if (options.run_id) return ShowRecorded(context, kind, *options.run_id);
  TRY_VOID(CheckRange(options.from, options.to, "--from", "--to"));
  if (options.out_file && !options.out_file->ends_with(".json")) {
    return Error{ErrorCode::kUsage, "--out " + *options.out_file + ": the name must end in .json"};
  }
  TRY(ShadowComparison comparison, Compare(context, kind));
  const Status recorded = Record(context, &comparison);
  if (!recorded) comparison.entry.run_id = 0;
  if (options.out_file) {
    constexpr std::size_t kEvery = std::numeric_limits<std::size_t>::max();
    TRY_VOID(WriteWholeFile(*options.out_file, DocumentOf(comparison, kEvery) + "\n"));
  }
  context.Print(ComparisonText(comparison, context.style(), context.width()));
  context.PrintJson(DocumentOf(comparison, kFoundShown));
  context.Remark(recorded ? "recorded as run " + std::to_string(comparison.entry.run_id)
                          : "not recorded, so that no promotion can stand on it: " +
                                recorded.error().message);
  return comparison.entry.differing > 0 ? 1 : 0;
}

Result<int> RunShadowHistory(CommandContext& context) {
  std::optional<VersionKind> kind;
  if (context.options().version_kind) {
    TRY(kind, KindOf(context.options()));
  }
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(std::vector<VersionChange> history, store->VersionChanges());
  std::erase_if(history, [&](const VersionChange& change) { return kind && change.kind != *kind; });
  TRY(const VersionNames names, NamesIn(context, *store));
  context.Print(VersionHistoryText(history, names, context.style(), context.width()));
  context.PrintJson(VersionHistoryJson(history, names));
  return 0;
}

}  // namespace cognitrack
