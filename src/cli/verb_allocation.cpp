#include "cli/allocation_view.h"
#include "cli/display_text.h"
#include "cli/number_text.h"
#include "cli/usage_request.h"
#include "cli/verbs.h"
#include "formats/allocation_file.h"
#include "ingest/cost_allocation.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"

namespace cognitrack {
namespace {

Result<AllocationRules> RulesIn(const CommandOptions& options) {
  TRY(InputFile input, InputFile::Open(*options.rules_file));
  return ReadAllocationRules(std::move(input));
}

std::int64_t CountOf(const AllocationRules& rules) {
  return static_cast<std::int64_t>(rules.rules().size());
}

// The rules become those in force. The run stands in the ledger before anything is changed.
Result<RulesInForce> SetRules(CommandContext& context, const AllocationRules& rules,
                              LedgerStore& store) {
  RunJournal journal(store, context.clock());
  RunRecord run;
  run.verb = "allocation set";
  run.parameters = JsonObject().Set("csv", *context.options().rules_file).ToText();
  TRY(const RunLease lease, RunLease::Take(store, context.clock(), ""));
  TRY_VOID(journal.Begin(std::move(run)));
  const Result<std::int64_t> revision = store.SetAllocation(rules.rules(), journal.run().id);
  if (!revision) {
    TRY_VOID(journal.Finish(outcome::kFailed, ExitCodeOf(revision.error().code),
                            revision.error().message));
    return revision.error();
  }
  TRY_VOID(journal.Finish(outcome::kOk, 0, ""));
  return RulesInForce{rules, *revision, journal.run().id, context.clock().Now()};
}

std::string VersionLine(std::int64_t revision, std::int64_t run_id, UtcSeconds set_at) {
  return "revision " + std::to_string(revision) + ", set " + FormatTime(set_at) + " by run " +
         std::to_string(run_id);
}

JsonObject VersionObject(const AllocationVersion& version) {
  JsonObject object;
  object.Set("revision", version.revision).Set("run", version.run_id);
  object.SetTime("set_at", version.set_at);
  return object;
}

// Each version beside the one before it, which follows it in the list.
void ShowHistory(CommandContext& context, const std::vector<AllocationVersion>& versions) {
  std::string text;
  JsonArray array;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const AllocationVersion& version = versions[i];
    const std::vector<AllocationRule> none;
    const RuleChanges changes =
        ChangesBetween(i + 1 < versions.size() ? versions[i + 1].rules : none, version.rules);
    text += (i == 0 ? "" : "\n") +
            context.style().Bold("Rules of " +
                                 VersionLine(version.revision, version.run_id, version.set_at)) +
            ": " + Counted(static_cast<std::int64_t>(version.rules.size()), "rule") +
            (i == 0 ? ", in force" : "") + "\n" + ChangesText(changes, context.style());
    JsonObject object = VersionObject(version);
    SetChanges(changes, &object);
    array.Add(object.Set("rules", RulesArray(version.rules)));
  }
  context.Print(text);
  context.PrintJson(JsonObject().Set("versions", array).ToText());
}

}  // namespace

Result<int> RunAllocationCheck(CommandContext& context) {
  TRY(const AllocationRules rules, RulesIn(context.options()));
  context.Print("The allocation file can be used: " + Counted(CountOf(rules), "rule") + ".\n");
  JsonObject document;
  document.Set("file", *context.options().rules_file);
  document.Set("rules", RulesArray(rules.rules()));
  context.PrintJson(document.ToText());
  return 0;
}

Result<int> RunAllocationSet(CommandContext& context) {
  const Result<AllocationRules> read = RulesIn(context.options());
  if (!read) {
    return Error{read.error().code, read.error().message + "; the rules in force stay as they are"};
  }
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  TRY(RulesInForce in_force, ReadRulesInForce(*store, std::nullopt));
  const RuleChanges changes = ChangesBetween(in_force.rules.rules(), read->rules());
  const bool is_changed = changes.first_day().has_value();
  if (is_changed) {
    TRY(in_force, SetRules(context, *read, *store));
  }
  JsonObject document;
  document.Set("changed", is_changed);
  document.Set("revision", in_force.revision > 0 ? std::optional(in_force.revision) : std::nullopt);
  document.Set("run", is_changed ? std::optional(in_force.run_id) : std::nullopt);
  SetChanges(changes, &document);
  context.PrintJson(document.ToText());
  if (!is_changed) {
    context.Print("The file says what is in force already; nothing was changed.\n");
    return 0;
  }
  context.Print(context.style().Bold("Allocation rules set: " + Counted(CountOf(*read), "rule")) +
                ", " + VersionLine(in_force.revision, in_force.run_id, in_force.set_at) + "\n" +
                ChangesText(changes, context.style()) + "  " + Counted(changes.kept, "rule") +
                " as before. Statements change from " + FormatDay(*changes.first_day()) +
                " on; '--as-of " + std::to_string(in_force.revision - 1) +
                "' gives those that were made before.\n");
  return 0;
}

Result<int> RunAllocationShow(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  std::optional<std::int64_t> as_of;
  if (options.as_of) {
    TRY(as_of, ResolveAsOf(*options.as_of, *store));
  }
  TRY(const std::vector<AllocationVersion> versions,
      store->AllocationVersions(as_of, options.history ? 0 : 1));
  if (versions.empty()) {
    context.Print(
        "No allocation rules are in force: all spend is unallocated. "
        "'cognitrack allocation set --csv FILE' sets them.\n");
    context.PrintJson(options.history ? R"({"versions":[]})"
                                      : JsonObject()
                                            .SetNull("revision")
                                            .SetNull("run")
                                            .SetNull("set_at")
                                            .Set("rules", JsonArray())
                                            .ToText());
    return 0;
  }
  if (options.history) {
    ShowHistory(context, versions);
    return 0;
  }
  const AllocationVersion& version = versions.front();
  context.Print(context.style().Bold("Allocation rules in force") + ": " +
                VersionLine(version.revision, version.run_id, version.set_at) + "\n\n" +
                RulesTable(version.rules, context.style(), context.width()));
  context.PrintJson(VersionObject(version).Set("rules", RulesArray(version.rules)).ToText());
  return 0;
}

}  // namespace cognitrack
