#include "ingest/shadow_comparison.h"

#include <utility>

#include "formats/comparison_json.h"
#include "formats/json_writer.h"
#include "formats/price_file.h"
#include "ingest/issue_codes.h"
#include "ingest/pricing_compare.h"
#include "ingest/reading_compare.h"
#include "ingest/reading_in_force.h"
#include "ingest/run_journal.h"

namespace cognitrack {
namespace {

// What the ledger's record holds of what differs.
constexpr std::size_t kFoundRecorded = 1'000;
constexpr int kExitDiffers = 1;

class NoProgress : public Progress {
 public:
  void Report(const ProgressReport&) override {}
};

std::string Counted(std::int64_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string ParametersOf(const VersionComparison& entry) {
  JsonWriter json;
  json.BeginObject();
  const auto text = [&json](std::string_view name, const std::string& value) {
    json.Key(name);
    json.String(value);
  };
  text("kind", std::string(NameOf(entry.kind)));
  text("from", entry.from ? FormatDay(*entry.from) : "");
  text("to", entry.to ? FormatDay(*entry.to) : "");
  json.EndObject();
  return json.Take();
}

Result<ReadingComparison> CompareIngest(const CompareScope& scope, const VersionState& state,
                                        const ProgramReadings& readings,
                                        const CompareEnvironment& environment) {
  TRY(const int in_force, ReadingOfVersion(state.in_force, readings.known));
  TRY(const int candidate, ReadingOfVersion(state.candidate->version, readings.known));
  TRY(const auto reader, readings.make_reader(in_force));
  TRY(const auto candidate_reader, readings.make_reader(candidate));
  return CompareReadings(scope, {in_force, *reader}, {candidate, *candidate_reader}, environment);
}

Result<PricingComparison> CompareBooks(const CompareScope& scope, const VersionState& state,
                                       const std::optional<BillBands>& bands,
                                       const CompareEnvironment& environment) {
  TRY(const BookInForce in_force, ReadBookOfVersion(state.in_force, environment.store));
  TRY(const BookInForce candidate, ReadBookOfVersion(state.candidate->version, environment.store));
  return ComparePricing(scope, in_force, candidate, bands, environment);
}

// The issue that a comparison after a pull makes, if it makes one.
Result<std::optional<RunIssue>> CompareAfter(VersionKind kind, const StoredByPull& stored,
                                             const ProgramReadings& readings,
                                             const CompareEnvironment& environment) {
  CompareScope scope;
  scope.source = stored.source;
  scope.after_revision = stored.after_revision;
  TRY(ShadowComparison comparison, CompareShadow(kind, scope, std::nullopt, readings, environment));
  TRY_VOID(RecordComparison(
      &comparison, std::string(NameOf(kind)) + " after run " + std::to_string(stored.run_id),
      environment.store, environment.clock));
  if (comparison.entry.differing == 0) return std::optional<RunIssue>();
  return std::optional<RunIssue>(
      {std::string(issue::kShadowDiffers), std::string(NameOf(kind)),
       SummaryOf(comparison) + "; 'cognitrack shadow compare " + std::string(NameOf(kind)) +
           " --run " + std::to_string(comparison.entry.run_id) + " --json' shows them",
       comparison.entry.differing});
}

}  // namespace

Result<std::string> ComparedAs(VersionKind kind, const std::string& version,
                               const std::vector<ReadingSpec>& known) {
  if (kind == VersionKind::kIngest) {
    TRY(const int reading, ReadingOfVersion(version, known));
    return std::to_string(reading);
  }
  if (version.empty()) return PriceBookDigest(std::nullopt);
  return PriceBookDigest(KeptPriceBook{version, "", ""});
}

std::string SummaryOf(const ShadowComparison& comparison) {
  const VersionComparison& entry = comparison.entry;
  const bool is_pricing = entry.kind == VersionKind::kPricing;
  const std::string noun = is_pricing ? "line" : "window";
  const std::string of = Counted(entry.compared, "window") + (is_pricing ? " of use" : "");
  if (entry.compared == 0) return "nothing was there to compare";
  if (entry.differing == 0) return of + " compared, no difference";
  return of + " compared, " + Counted(entry.differing, noun.c_str()) +
         (entry.differing == 1 ? " differs" : " differ");
}

std::string DocumentOf(const ShadowComparison& comparison, std::size_t found_max) {
  return std::visit(
      [&](const auto& found) { return ComparisonJson(comparison.entry.run_id, found, found_max); },
      comparison.found);
}

Result<ShadowComparison> CompareShadow(VersionKind kind, const CompareScope& scope,
                                       const std::optional<BillBands>& bands,
                                       const ProgramReadings& readings,
                                       const CompareEnvironment& environment) {
  LedgerStore& store = environment.store;
  TRY(const std::vector<VersionChange> history, store.VersionChanges());
  const VersionState state = StateOf(kind, history);
  TRY_VOID(CheckAction(VersionAction::kPromote, kind, state, "", ""));
  ShadowComparison comparison;
  comparison.started_at = environment.clock.Now();
  VersionComparison& entry = comparison.entry;
  entry.kind = kind;
  entry.source = scope.source;
  entry.from = scope.from;
  entry.to = scope.to;
  entry.after_revision = scope.after_revision;
  // What is committed while it goes on is none of its windows.
  TRY(entry.to_revision, store.RevisionAt(kLastDay.end()));
  TRY(entry.in_force, ComparedAs(kind, state.in_force, readings.known));
  TRY(entry.candidate, ComparedAs(kind, state.candidate->version, readings.known));
  if (kind == VersionKind::kIngest) {
    TRY(ReadingComparison found, CompareIngest(scope, state, readings, environment));
    entry.compared = found.compared();
    entry.differing = found.differing();
    comparison.found = std::move(found);
  } else {
    TRY(PricingComparison found, CompareBooks(scope, state, bands, environment));
    entry.compared = found.windows;
    entry.differing = found.totals.differing;
    comparison.found = std::move(found);
  }
  return comparison;
}

Status RecordComparison(ShadowComparison* comparison, const std::string& label, LedgerStore& store,
                        Clock& clock) {
  VersionComparison& entry = comparison->entry;
  RunRecord run;
  run.verb = "shadow compare";
  run.source = entry.source.value_or("");
  run.label = label;
  run.parameters = ParametersOf(entry);
  run.started_at = comparison->started_at;
  run.outcome = outcome::kRunning;
  TRY(run.id, store.StartRun(run));
  entry.run_id = run.id;
  TRY_VOID(store.SaveComparison(entry, DocumentOf(*comparison, kFoundRecorded)));
  run.finished_at = clock.Now();
  run.outcome = outcome::kOk;
  run.exit_code = entry.differing > 0 ? kExitDiffers : 0;
  run.message = SummaryOf(*comparison);
  return store.UpdateRun(run);
}

std::vector<VersionKind> KindsInShadow(const std::vector<VersionChange>& history) {
  std::vector<VersionKind> kinds;
  for (const VersionKind kind : {VersionKind::kPricing, VersionKind::kIngest}) {
    if (StateOf(kind, history).candidate) kinds.push_back(kind);
  }
  return kinds;
}

CompareStored ComparesStored(const std::vector<VersionKind>& kinds, ProgramReadings readings,
                             LedgerStore& store, Clock& clock) {
  if (kinds.empty()) return {};
  return [kinds, readings = std::move(readings), &store, &clock](const StoredByPull& stored) {
    std::vector<RunIssue> issues;
    NoProgress progress;
    const CompareEnvironment environment{store, clock, progress};
    for (const VersionKind kind : kinds) {
      const auto issue = CompareAfter(kind, stored, readings, environment);
      if (!issue) {
        issues.push_back({std::string(issue::kShadowFailed), std::string(NameOf(kind)),
                          "what the pull stored was not compared: " + issue.error().message});
      } else if (*issue) {
        issues.push_back(**issue);
      }
    }
    return issues;
  };
}

}  // namespace cognitrack
