#include "cli/json_document.h"
#include "cli/key_access.h"
#include "cli/ledger_view.h"
#include "cli/names_view.h"
#include "cli/nearest_name.h"
#include "cli/number_text.h"
#include "cli/verbs.h"
#include "ingest/pull_names.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"

namespace cognitrack {
namespace {

const char kNoKey[] =
    "no admin key: set OPENAI_ADMIN_KEY, or store one with 'cognitrack keys add'. An owner of the "
    "organisation makes one under "
    "https://platform.openai.com/settings/organization/admin-keys; it must be allowed to read "
    "projects, users and keys. Nothing was asked, nothing stored";

// A provider, and what the key that it is asked with is called.
struct AskedNames {
  std::unique_ptr<NamesProvider> provider;
  std::string key;
};

Result<AskedNames> AskedOf(CommandContext& context) {
  if (context.settings().pull_fault) return *context.settings().pull_fault;
  TRY(const std::optional<ChosenKey> key, ChooseKey(context));
  if (!key) return Error{ErrorCode::kAuth, kNoKey};
  ProviderSettings settings = context.settings().provider;
  settings.admin_key = key->secret;
  TRY(auto provider, context.environment().make_names_provider("openai", std::move(settings)));
  return AskedNames{std::move(provider), key->name};
}

Result<std::vector<NameRecord>> ReadNames(LedgerStore& store, const Settings& settings) {
  TRY(const std::optional<SourceRecord> source, HeldSource(store, settings));
  if (!source) return std::vector<NameRecord>();
  return store.Names(source->id);
}

Result<std::optional<NameKind>> KindOf(const CommandOptions& options) {
  if (!options.name_kind) return std::optional<NameKind>();
  const auto kind = NameKindNamed(*options.name_kind);
  if (kind) return kind;
  std::string names;
  for (const NameKind known : kNameKinds) {
    names += (names.empty() ? "" : ", ") + std::string(NameOf(known));
  }
  return Error{ErrorCode::kUsage,
               "--kind '" + *options.name_kind + "' is not known; there are " + names};
}

// Whether the id was there at that moment, as far as is known.
bool ExistedAt(const NameRecord& record, UtcSeconds time) {
  return record.first_seen_at <= time ||
         (record.current.facts.created_at.has_value() && *record.current.facts.created_at <= time);
}

void Choose(const CommandOptions& options, std::optional<NameKind> kind, NamesView* view) {
  for (const NameRecord& record : view->records) {
    if (kind && record.kind != *kind) continue;
    const UtcSeconds time = view->as_of ? view->as_of->end() - 1 : record.current.since;
    if (!ExistedAt(record, time)) continue;
    const NameVersion& version = record.At(time);
    if (!options.all_names && (!version.listed || version.facts.archived_at)) {
      ++view->left_out;
      continue;
    }
    view->shown.push_back({&record, &version});
  }
}

Result<int> ForgetEmails(CommandContext& context) {
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  TRY(const std::optional<SourceRecord> source, HeldSource(*store, context.settings()));
  TRY(const RunLease lease, RunLease::Take(*store, context.clock(), context.settings().source));
  RunJournal journal(*store, context.clock());
  RunRecord run;
  run.verb = "names";
  run.source = context.settings().source;
  run.parameters = R"({"forget_emails":true})";
  TRY_VOID(journal.Begin(std::move(run)));
  std::int64_t forgotten = 0;
  if (source) {
    const Result<std::int64_t> done = store->ForgetEmails(source->id);
    if (!done) {
      const int exit_code = ExitCodeOf(done.error().code);
      TRY_VOID(journal.Finish(outcome::kFailed, exit_code, done.error().message));
      return done.error();
    }
    forgotten = *done;
  }
  journal.run().counters.rows_written = forgotten;
  TRY_VOID(journal.Finish(outcome::kOk, 0, ""));
  context.Print("E-mail addresses forgotten: " + CountText(forgotten) + ".\n");
  context.PrintJson(JsonObject().Set("forgotten", forgotten).ToText());
  return 0;
}

}  // namespace

Result<int> RunNamesPull(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const AskedNames asked, AskedOf(context));
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  NamesOptions names;
  names.source = context.settings().source;
  names.source_given = context.settings().source_given;
  names.emails = options.with_emails ? EmailUse::kKeep : EmailUse::kHide;
  names.label = options.label.value_or("");
  names.key = asked.key;
  TRY(const NamesSummary summary, PullNames(names, {*store, *asked.provider, context.clock()}));
  context.PrintJson(NamesPullJson(summary));
  context.Print(NamesPullText(summary, context.style(), context.width()));
  if (summary.run.exit_code != 0) {
    context.environment().err << "cognitrack names pull: " << summary.run.message << "\n";
  }
  return summary.run.exit_code;
}

Result<int> RunNamesList(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const std::optional<NameKind> kind, KindOf(options));
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  NamesView view;
  view.source = context.settings().source;
  view.as_of = options.as_of_day;
  view.database = context.settings().database_text;
  TRY(view.records, ReadNames(*store, context.settings()));
  Choose(options, kind, &view);
  context.PrintJson(NamesJson(view));
  context.Print(NamesText(view, context.style(), context.width()));
  return 0;
}

Result<int> RunNamesShow(CommandContext& context) {
  const std::string& id = *context.options().name_id;
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const std::vector<NameRecord> records, ReadNames(*store, context.settings()));
  std::vector<NameRecord> found;
  std::vector<std::string> ids;
  for (const NameRecord& record : records) {
    ids.push_back(record.id);
    if (record.id == id) found.push_back(record);
  }
  if (found.empty()) {
    std::string message = "no name of '" + id + "' is held";
    if (const auto nearest = NearestName(id, ids)) message += "; did you mean '" + *nearest + "'?";
    return Error{ErrorCode::kUsage, message + " ('cognitrack names list --all' lists them)"};
  }
  context.PrintJson(NameHistoryJson(context.settings().source, id, found));
  context.Print(NameHistoryText(found, context.style(), context.width()));
  return 0;
}

Result<int> RunNames(CommandContext& context) {
  if (context.options().forget_emails) return ForgetEmails(context);
  return RunNamesList(context);
}

}  // namespace cognitrack
