#include <algorithm>

#include "cli/display_text.h"
#include "cli/flag_view.h"
#include "cli/json_document.h"
#include "cli/key_access.h"
#include "cli/ledger_view.h"
#include "cli/number_text.h"
#include "cli/program_readings.h"
#include "cli/run_report.h"
#include "cli/run_surfaces.h"
#include "cli/text_table.h"
#include "cli/verbs.h"
#include "ingest/issue_codes.h"
#include "ingest/pull.h"
#include "ingest/reading_in_force.h"
#include "keys/keyed_provider.h"

namespace cognitrack {
namespace {

const char kNoKey[] =
    "no admin key: set OPENAI_ADMIN_KEY, or store one with 'cognitrack keys add'. An owner of the "
    "organisation makes one under "
    "https://platform.openai.com/settings/organization/admin-keys; reading usage is all that it "
    "needs (scope api.usage.read). A project key does not do. Nothing was asked, nothing stored. "
    "Without a key, an export of the dashboard can be imported: cognitrack import --csv FILE";

// Stands in where a dry run has no key: it is never asked for anything.
class AbsentProvider : public UsageProvider {
 public:
  std::string_view name() const override { return "openai"; }
  Result<PullResult> Read(const PullQuery&, const KnownContentOf&, SeriesTable*) override {
    return Error{ErrorCode::kAuth, kNoKey};
  }
  const FetchCounters& counters() const override { return counters_; }

 private:
  FetchCounters counters_;
};

// What the ledger says about pulls before one begins.
struct Standing {
  FlagValue daily_windows;
  int reading = 1;                   // In force.
  std::vector<VersionKind> shadows;  // The kinds of which a version is in shadow.
};

// A provider, and what the key that it is asked with is called.
struct Asked {
  std::unique_ptr<UsageProvider> provider;
  std::string key;
};

// With the source's active key. A service writes the tables of keys beside the pull.
Result<Asked> AskedWithStoredKey(CommandContext& context, const ProviderSettings& settings) {
  TRY(auto service, OpenServiceStore(context, DatabaseAccess::kRead));
  if (service == nullptr) return Error{ErrorCode::kAuth, kNoKey};
  TRY(const std::vector<KeyRecord> keys, service->keys().All());
  TRY_VOID(RequireUsable(keys, context.settings().source));
  TRY(const std::optional<KeyRecord> active, service->keys().Active(context.settings().source));
  if (!active) return Error{ErrorCode::kAuth, kNoKey};
  TRY(KeyVault vault, OpenVault(context));
  const CliEnvironment& environment = context.environment();
  TRY(auto provider,
      KeyedProvider::Open(std::move(service), std::move(vault), context.settings().source,
                          [&environment, settings](const Secret& secret) {
                            ProviderSettings own = settings;
                            own.admin_key = secret;
                            return environment.make_provider("openai", std::move(own));
                          }));
  std::string name = "key " + std::to_string(provider->key().id);
  return Asked{std::move(provider), std::move(name)};
}

Result<Asked> AskedOf(CommandContext& context, const Standing& standing) {
  ProviderSettings settings = context.settings().provider;
  settings.reading = standing.reading;
  settings.is_stopped = context.environment().stop_requested;
  if (context.settings().pull_fault) return *context.settings().pull_fault;
  if (!settings.admin_key.empty()) {
    TRY(auto provider, context.environment().make_provider("openai", settings));
    return Asked{std::move(provider), "OPENAI_ADMIN_KEY"};
  }
  if (context.options().dry_run) return Asked{std::make_unique<AbsentProvider>(), ""};
  return AskedWithStoredKey(context, settings);
}

// The days of an issue's place, which is one day or a range of them ("A – B").
std::vector<Day> DaysOf(const std::string& place) {
  constexpr std::size_t kDayLength = 10;
  if (place.size() < kDayLength) return {};
  const Result<Day> first = ParseDay(place.substr(0, kDayLength));
  const Result<Day> last = ParseDay(place.substr(place.size() - kDayLength));
  std::vector<Day> days;
  if (!first || !last) return days;
  for (Day day = *first; day <= *last; day = day + 1) days.push_back(day);
  return days;
}

JsonArray ParkedArray(const RunRecord& run) {
  JsonArray array;
  for (const RunIssue& issue : run.issues) {
    if (issue.code != issue::kWindowParked) continue;
    std::string days;
    const std::string surface = SurfaceOfPlace(issue.where, &days);
    for (const Day day : DaysOf(days)) {
      array.Add(JsonObject()
                    .Set("date", FormatDay(day))
                    .Set("surface", surface)
                    .Set("reason", issue.detail));
    }
  }
  return array;
}

Result<Standing> StandingOf(CommandContext& context) {
  const Settings& settings = context.settings();
  TRY(const FlagDefault otherwise, settings.daily_windows);
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  Standing standing;
  TRY(standing.daily_windows, FlagOf(kDailyWindows, settings.source, otherwise, *store));
  TRY(const std::vector<VersionChange> versions, store->VersionChanges());
  TRY(standing.reading, ReadingOfVersion(StateOf(VersionKind::kIngest, versions).in_force,
                                         context.environment().readings));
  standing.shadows = KindsInShadow(versions);
  return standing;
}

PullEnvironment EnvironmentOf(CommandContext& context, const Standing& standing, LedgerStore& store,
                              const Asked& asked) {
  PullEnvironment environment{store, *asked.provider, context.clock(),
                              context.environment().spawner, context.progress()};
  environment.compare_stored =
      ComparesStored(standing.shadows, ReadingsOf(context), store, context.clock());
  environment.key = asked.key;
  environment.observer = context.environment().run_observer;
  if (context.environment().stop_requested) {
    environment.stop_requested = context.environment().stop_requested;
    environment.stopped_by = context.environment().stopped_by;
  }
  return environment;
}

std::string PullJson(const PullSummary& summary, const CommandOptions& options,
                     const FlagValue& daily_windows) {
  JsonObject document;
  document.Set("verb", summary.run.verb);
  document.Set("source", summary.run.source);
  document.Set("label", summary.run.label);
  const std::int64_t id = summary.run.id;  // 0: nothing was to be recorded.
  document.Set("run", id == 0 ? std::nullopt : std::optional<std::int64_t>(id));
  document.Set("dry_run", options.dry_run);
  document.Set("scheduled", options.scheduled);
  document.Set(kDailyWindows, FlagValueObject(daily_windows));
  SetRunSummary(summary.run, &document);
  document.Set("parked", ParkedArray(summary.run));
  document.Set("grain", TextArray(summary.grain.names()));
  JsonArray plan;
  for (const PlannedQuery& query : summary.plan) {
    JsonObject object;
    object.SetDay("start", query.start);
    object.SetDay("end", query.end);
    object.Set("surface", query.surface);
    object.Set("reason", query.reason);
    plan.Add(object);
  }
  document.Set("plan", plan);
  return document.ToText();
}

// Queries of several surfaces for the same days and reason.
struct PlanLine {
  PlannedQuery query;
  int surfaces = 0;
};

std::vector<PlanLine> PlanLines(const std::vector<PlannedQuery>& plan) {
  std::vector<PlanLine> lines;
  for (const PlannedQuery& query : plan) {
    const auto same = std::find_if(lines.begin(), lines.end(), [&query](const PlanLine& line) {
      return line.query.start == query.start && line.query.end == query.end &&
             line.query.reason == query.reason;
    });
    if (same == lines.end()) {
      lines.push_back({query, 1});
    } else {
      ++same->surfaces;
    }
  }
  return lines;
}

std::string PlanText(const PullSummary& summary, const TextStyle& style, int width) {
  if (summary.plan.empty()) return "Nothing to ask for: every day is held and settled.\n";
  TextTable table;
  table.AddColumn("Surfaces", Align::kLeft);
  table.AddColumn("First day", Align::kLeft);
  table.AddColumn("Last day", Align::kLeft);
  table.AddColumn("Windows", Align::kRight);
  table.AddColumn("Why", Align::kLeft);
  std::int64_t days = 0;
  for (const PlanLine& line : PlanLines(summary.plan)) {
    const PlannedQuery& query = line.query;
    const std::int64_t count = (query.end - query.start + 1) * line.surfaces;
    days += count;
    table.AddRow({line.surfaces == 1 ? query.surface : std::to_string(line.surfaces),
                  FormatDay(query.start), FormatDay(query.end), CountText(count), query.reason});
  }
  table.SetTotals({"Total", "", "", CountText(days), ""});
  return style.Bold("Would ask for (dry run: nothing was asked, nothing stored)") + "\n\n" +
         table.ToText(style, width);
}

std::string PullText(const PullSummary& summary, const TextStyle& style, int width) {
  const RunRecord& run = summary.run;
  std::string head = run.verb + " of " + Printable(run.source);
  if (!run.chunks.empty())
    head += " · " + DaysText(run.chunks.front().start, run.chunks.back().end);
  const std::string outcome = run.exit_code == 0 ? style.Good("done") : style.Bad(run.outcome);
  std::string text = style.Bold(head) + ": " + outcome + "\n" + RunSummaryLines(run, style, width);
  if (run.counters.windows_parked > 0) {
    text += "  Of a parked window nothing was stored; the next run asks for it again.\n";
  }
  return text;
}

int Show(CommandContext& context, const PullSummary& summary, const FlagValue& daily_windows) {
  const bool dry_run = context.options().dry_run;
  context.PrintJson(PullJson(summary, context.options(), daily_windows));
  if (dry_run) {
    context.Print(PlanText(summary, context.style(), context.width()));
    return summary.run.exit_code;
  }
  context.Print(PullText(summary, context.style(), context.width()));
  if (summary.run.exit_code != 0 && !summary.run.message.empty()) {
    context.environment().err << "cognitrack " << summary.run.verb << ": " << summary.run.message
                              << "\n";
  }
  return summary.run.exit_code;
}

// A timer's pull of what is not to be pulled: no key is looked at, nothing asked, nothing written.
int ShowStopped(CommandContext& context, const FlagValue& daily_windows) {
  PullSummary summary;
  summary.run.verb = "ingest";
  summary.run.source = context.settings().source;
  summary.run.label = context.options().label.value_or("");
  summary.run.outcome = "off";
  summary.run.message = std::string(kDailyWindows) + " is " + FlagValueText(daily_windows);
  context.PrintJson(PullJson(summary, context.options(), daily_windows));
  context.Print(context.style().Bold("ingest of " + Printable(summary.run.source)) + ": " +
                context.style().Note("nothing pulled") + "\n  " + summary.run.message +
                "\n  The timer pulls again after: " + TurnOnCommand(daily_windows) +
                "\n  To pull now: cognitrack ingest\n");
  return 0;
}

void RemarkWhereOff(CommandContext& context, const FlagValue& daily_windows) {
  if (daily_windows.is_on) return;
  context.Remark("note: " + std::string(kDailyWindows) + " is " + FlagValueText(daily_windows) +
                 ". It stops timers ('ingest --scheduled'); this pull goes on");
}

// A dry run writes nothing, so it needs no lock and makes no database.
DatabaseAccess AccessOf(const CommandOptions& options) {
  return options.dry_run ? DatabaseAccess::kRead : DatabaseAccess::kWrite;
}

}  // namespace

Result<int> RunIngest(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(std::vector<std::string> surfaces, SurfaceListOf(options));
  TRY(const Standing standing, StandingOf(context));
  const FlagValue& daily_windows = standing.daily_windows;
  if (options.scheduled && !daily_windows.is_on) return ShowStopped(context, daily_windows);
  TRY(const Asked asked, AskedOf(context, standing));
  RemarkWhereOff(context, daily_windows);
  TRY(const LedgerHandle store, context.OpenLedger(AccessOf(options)));
  IngestOptions ingest;
  ingest.source = context.settings().source;
  ingest.source_given = context.settings().source_given;
  ingest.surfaces = std::move(surfaces);
  ingest.label = options.label.value_or("");
  ingest.dry_run = options.dry_run;
  ingest.scheduled = options.scheduled;
  TRY(const PullSummary summary, Ingest(ingest, EnvironmentOf(context, standing, *store, asked)));
  return Show(context, summary, daily_windows);
}

Result<int> RunBackfill(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY_VOID(CheckRange(options.start, options.end, "--start", "--end"));
  if (!options.resume && (!options.start || !options.end)) {
    return Error{ErrorCode::kUsage,
                 "backfill needs --start DAY and --end DAY, or --resume for the newest one that "
                 "was cut short"};
  }
  if (options.start && DayOf(context.clock().Now()) < *options.start) {
    return Error{ErrorCode::kUsage, "--start " + FormatDay(*options.start) +
                                        " lies in the future: there is nothing to read yet"};
  }
  TRY(std::vector<std::string> surfaces, SurfaceListOf(options));
  const std::int64_t chunk_days = options.chunk_days.value_or(31);
  if (chunk_days < 1 || chunk_days > 31) {
    return Error{ErrorCode::kUsage,
                 "--chunk-days must be from 1 to 31: a page of the provider "
                 "holds at most 31 days"};
  }
  TRY(const Standing standing, StandingOf(context));
  TRY(const Asked asked, AskedOf(context, standing));
  RemarkWhereOff(context, standing.daily_windows);
  TRY(const LedgerHandle store, context.OpenLedger(AccessOf(options)));
  BackfillOptions backfill;
  backfill.source = context.settings().source;
  backfill.source_given = context.settings().source_given;
  backfill.surfaces = std::move(surfaces);
  backfill.start = options.start;
  backfill.end = options.end;
  backfill.chunk_days = static_cast<int>(chunk_days);
  backfill.label = options.label.value_or("");
  backfill.resume = options.resume;
  backfill.allow_pruned = options.allow_pruned;
  backfill.dry_run = options.dry_run;
  TRY(const PullSummary summary,
      Backfill(backfill, EnvironmentOf(context, standing, *store, asked)));
  return Show(context, summary, standing.daily_windows);
}

}  // namespace cognitrack
