#include "cli/verb_table.h"

#include "cli/account_verbs.h"
#include "cli/alert_verbs.h"
#include "cli/allocation_verbs.h"
#include "cli/export_verbs.h"
#include "cli/flag_verbs.h"
#include "cli/key_verbs.h"
#include "cli/names_verbs.h"
#include "cli/parity_verbs.h"
#include "cli/price_verbs.h"
#include "cli/retention_verbs.h"
#include "cli/rollback_verbs.h"
#include "cli/service_verbs.h"
#include "cli/shadow_verbs.h"
#include "cli/staging_verbs.h"
#include "cli/upkeep_verbs.h"

namespace cognitrack {
namespace {

constexpr std::string_view kFill = "Fill the ledger";
constexpr std::string_view kLook = "Look at it";
constexpr std::string_view kProve = "Prove it";
constexpr std::string_view kCare = "Look after it";
constexpr std::string_view kShare = "Show it to others";
constexpr std::string_view kAdmit = "Say who may";

using O = CommandOptions;

const OptionSpec kFrom{"--from", "DAY", "First day (UTC, YYYY-MM-DD); all that is held by default",
                       &O::from};
const OptionSpec kTo{"--to", "DAY", "Last day, inclusive", &O::to};
const OptionSpec kLabel{"--label", "TEXT", "A name for this run, shown by 'runs'", &O::label};
const OptionSpec kFilter{"--filter", "K=V",
                         "Only rows whose dimension K is V; K!=V leaves them out, K= means "
                         "unattributed; may be repeated",
                         &O::filters};
const OptionSpec kAsOf{"--as-of", "REV|DAY|TIME",
                       "What the ledger believed then, instead of what it believes now", &O::as_of};

const OptionSpec kPageLimit{"--limit", "N", "A page of so many rows, 10000 at most (all)",
                            &O::limit};
const OptionSpec kCursor{"--cursor", "NEXT", "With --limit: what the page before gave as 'next'",
                         &O::cursor};
const OptionSpec kSurface{"--surface", "NAME",
                          "Whose windows: completions, embeddings, images, …, costs (completions)",
                          &O::surface};
const OptionSpec kSurfaces{"--surface", "LIST",
                           "Only these surfaces: completions, embeddings, …, costs, costs_by_key "
                           "(all)",
                           &O::surface};

const ExitSpec kBadFile{65, "a file cannot be read as what it must be; nothing was stored"};
const ExitSpec kBusy{75, "another process is writing this ledger, or the work was interrupted"};

VerbSpec ImportVerb() {
  return {
      "import",
      kFill,
      "An export of the provider's dashboard becomes ledger windows",
      "Where no admin key is to be had, the dashboard's own export fills the ledger. Every file is "
      "read and checked before the first day is stored; days that came from the API are compared, "
      "never replaced. Export grouped by every dimension, and one day more than wanted: the last "
      "day of an export ends a second early.",
      {{"--csv", "FILE…", "Usage or cost exports, all of one kind", &O::csv_files, true},
       {"--merge", "", "Join exports of single projects into one ledger day", &O::merge}},
      {"cognitrack import --csv completions_usage_2026-03-01_2026-04-01.csv",
       "cognitrack import --merge --csv project_a.csv project_b.csv"},
      {{0, "every day is stored, or was held already"},
       {1, "days held from the API differ from the file; they were left as they are"},
       kBadFile,
       kBusy}};
}

VerbSpec IngestVerb() {
  return {
      "ingest",
      kFill,
      "Pull what is missing or may have changed from the provider",
      "Reads the last 35 days again, whatever their state, and every day that is missing or not "
      "settled since the first backfill, oldest first, of every usage surface and the costs. Meant "
      "for a timer, which gives --scheduled: one missed night heals itself, and where the flag "
      "daily_windows is off, a scheduled one pulls nothing. A person's own is not stopped by the "
      "flag. Needs a stored key ('keys add') or OPENAI_ADMIN_KEY.",
      {kSurfaces,
       {"--scheduled", "", "A timer asks: pull nothing where daily_windows is off (exit 0)",
        &O::scheduled},
       {"--dry-run", "", "Say what would be asked for, and ask nothing", &O::dry_run},
       kLabel},
      {"OPENAI_ADMIN_KEY=sk-admin-… cognitrack ingest", "cognitrack ingest --scheduled --quiet",
       "cognitrack ingest --dry-run", "cognitrack ingest --surface costs,costs_by_key"},
      {{0, "every window is read, or the flag is off and nothing was to be"},
       {69, "the provider cannot be reached"},
       kBusy,
       {76, "the provider broke its contract; the windows are parked, nothing of them stored"},
       {77, "the key is missing, wrong, or may not read usage"}}};
}

VerbSpec BackfillVerb() {
  return {
      "backfill",
      kFill,
      "Pull a range of days, in chunks, resumable",
      "Reads every day of the range, of every usage surface and the costs, and sets where the "
      "ledger's history begins: from there on "
      "each day not held is a gap. Killed half way, --resume goes on where it stopped; a second "
      "pass over equal days writes nothing. Needs a stored key ('keys add') or OPENAI_ADMIN_KEY.",
      {{"--start", "DAY", "First day (UTC, YYYY-MM-DD)", &O::start},
       {"--end", "DAY", "Last day, inclusive", &O::end},
       kSurfaces,
       {"--chunk-days", "N", "Days asked for at once: 1 to 31 (31)", &O::chunk_days},
       kLabel,
       {"--resume", "", "Go on where the range, or the newest one cut short, was interrupted",
        &O::resume},
       {"--allow-pruned", "", "Read pruned days again, too; else they are left out",
        &O::allow_pruned},
       {"--dry-run", "", "Say what would be asked for, and ask nothing", &O::dry_run}},
      {"cognitrack backfill --start 2026-01-01 --end 2026-03-31", "cognitrack backfill --resume"},
      {{0, "every window is read"},
       {69, "the provider cannot be reached"},
       kBusy,
       {76, "the provider broke its contract; the windows are parked, nothing of them stored"},
       {77, "the key is missing, wrong, or may not read usage"}}};
}

VerbSpec WindowsVerb() {
  return {
      "windows",
      kLook,
      "A calendar of what is held, gaps included",
      "One window is one UTC day. A calendar a month shows the state of each. A settled "
      "day was read from the API twice alike, 20 hours or more apart and at last 48 hours after "
      "its end, or once when it was 35 days old; provisional ones may still change; a gap was "
      "never read. With --day and --history, everything that one day ever was.",
      {kSurface,
       kFrom,
       kTo,
       {"--day", "DAY", "One day, in full", &O::day},
       {"--history", "", "With --day: each content it had, and when", &O::history},
       kPageLimit,
       kCursor},
      {"cognitrack windows", "cognitrack windows --day 2026-03-05 --history"},
      {}};
}

VerbSpec UsageVerb() {
  return {"usage",
          kLook,
          "Tokens and requests, by any grouping",
          "Sums over all that is held, or a part of it. A number that the provider did not report "
          "is shown as —, never as 0. With --day and no grouping, the numbers of one day under the "
          "dashboard's own labels, to check by eye.",
          {{"--surface", "NAME",
            "Of which surface: completions, embeddings, images, … "
            "(completions)",
            &O::surface},
           {"--day", "DAY", "One day, under the dashboard's labels", &O::day},
           kFrom,
           kTo,
           {"--group-by", "LIST",
            "day, model, project_id, api_key_id, user_id, service_tier, batch, api_source or any "
            "dimension held (day)",
            &O::group_by},
           kFilter,
           kAsOf,
           kPageLimit,
           kCursor},
          {"cognitrack usage --day 2026-03-05",
           "cognitrack usage --from 2026-03-01 --to 2026-03-31 --group-by model,project_id",
           "cognitrack usage --group-by day --filter model=gpt-5 --filter batch!=true"},
          {}};
}

VerbSpec CostsVerb() {
  return {
      "costs",
      kLook,
      "Money, as the provider billed it, by any grouping",
      "Sums of the billed amounts, exact to the last digit, always apart by currency. Quantities "
      "are summed where the rows are grouped by quantity_unit. What was billed and what was used "
      "are two ledgers: 'usage' tells the other one.",
      {{"--surface", "NAME",
        "costs, or costs_by_key: the same money by API key, since 2025-12-06 (costs)", &O::surface},
       kFrom,
       kTo,
       {"--group-by", "LIST",
        "day, project_id, line_item, api_key_id, user_id, quantity_unit or any dimension held "
        "(day)",
        &O::group_by},
       kFilter,
       kAsOf,
       kPageLimit,
       kCursor},
      {"cognitrack costs --from 2026-03-01 --to 2026-03-31",
       "cognitrack costs --group-by line_item,quantity_unit",
       "cognitrack costs --group-by day,project_id --filter amount_currency=usd"},
      {}};
}

VerbSpec RunsVerb() {
  return {"runs",
          kLook,
          "What was done, when, and how it went",
          "Every command that writes leaves a run: its counters, its chunks with requests, waits, "
          "429s and retries, and the issues it met. With an ID, one run in full.",
          {{"ID", "", "One run in full", &O::run_id},
           {"--limit", "N", "How many, newest first; 0 for all (20)", &O::limit},
           kCursor,
           {"--verb", "VERB", "Only runs of this verb", &O::of_verb}},
          {"cognitrack runs", "cognitrack runs 12", "cognitrack runs --verb backfill --limit 0"},
          {}};
}

VerbSpec SourcesVerb() {
  return {"sources",
          kLook,
          "The organisations whose facts are kept",
          "A source is one organisation at a provider. Facts belong to it, not to a key: two keys "
          "of one organisation never double a total.",
          {},
          {"cognitrack sources"},
          {}};
}

VerbSpec DoctorVerb() {
  return {"doctor",
          kCare,
          "Check everything, and say what mends it",
          "Recomputes every window's hash and roll-ups from its rows, asks the database to check "
          "itself, and looks at schema, disk, clock, address and key. With a key set it asks the "
          "provider for one day, unless --offline.",
          {{"--offline", "", "Ask the provider nothing", &O::offline}},
          {"cognitrack doctor"},
          {{0, "all is well"},
           {69, "the provider cannot be reached"},
           {70, "the ledger contradicts itself"},
           {74, "disk full or database damaged"},
           {77, "the key is wrong or may not read usage"},
           {78, "schema, settings or clock"}}};
}

VerbSpec ConfigPrintVerb() {
  return {
      "config print",
      kCare,
      "The settings in force, and where each comes from",
      "Secrets are masked. A setting comes from an option, else from the environment, else from a "
      "settings file, else it has its default.",
      {},
      {"cognitrack config print", "cognitrack config print --config new.toml"},
      {{78, "a setting has a value that it may not have"}}};
}

VerbSpec ConfigCheckVerb() {
  return {
      "config check",
      kCare,
      "Whether every setting has a value that it may have",
      "Before a service is started again: a key that is none, a value of another type, a secret "
      "that others may read or that is too short. Nothing is opened and nobody is asked.",
      {},
      {"cognitrack config check", "cognitrack config check --config new.toml"},
      {{78, "a setting has a value that it may not have; each is told"}}};
}

VerbSpec VersionVerb() {
  return {"version",
          kCare,
          "The version of this program",
          "Prints the version, for bug reports and scripts.",
          {},
          {"cognitrack version"},
          {}};
}

}  // namespace

const std::vector<VerbSpec>& Verbs() {
  static const std::vector<VerbSpec> kVerbs = [] {
    std::vector<VerbSpec> verbs = {ImportVerb(),
                                   IngestVerb(),
                                   BackfillVerb(),
                                   WindowsVerb(),
                                   CursorsVerb(kLook),
                                   CursorsResetVerb(kLook),
                                   UsageVerb(),
                                   CostsVerb(),
                                   PricesCheckVerb(kLook),
                                   PricesExplainVerb(kLook),
                                   PricesInferVerb(kLook)};
    for (VerbSpec& verb : AllocationVerbs(kLook)) verbs.push_back(std::move(verb));
    for (VerbSpec verb :
         {RunsVerb(), SourcesVerb(), NamesVerb(kLook), NamesPullVerb(kLook), NamesListVerb(kLook),
          NamesShowVerb(kLook), ParityVerb(kProve), ParityCostsVerb(kProve), ParitySignVerb(kProve),
          ParityListVerb(kProve), ParityShowVerb(kProve), ExportVerb(kProve),
          ExportReconciliationVerb(kProve), AnonymiseVerb(kShare), CaptureVerb(kShare),
          DoctorVerb(), RebuildVerb(kCare), PruneVerb(kCare)}) {
      verbs.push_back(std::move(verb));
    }
    for (VerbSpec& verb : KeyVerbs(kCare)) verbs.push_back(std::move(verb));
    for (VerbSpec& verb : FlagVerbs(kCare)) verbs.push_back(std::move(verb));
    for (VerbSpec& verb : ShadowVerbs(kCare)) verbs.push_back(std::move(verb));
    for (VerbSpec& verb : UpkeepVerbs(kCare)) verbs.push_back(std::move(verb));
    for (VerbSpec& verb : RollbackVerbs(kCare)) verbs.push_back(std::move(verb));
    for (VerbSpec& verb : ServiceVerbs(kShare)) verbs.push_back(std::move(verb));
    for (VerbSpec& verb : AccountVerbs(kAdmit)) verbs.push_back(std::move(verb));
    for (VerbSpec& verb : AlertVerbs(kCare)) verbs.push_back(std::move(verb));
    verbs.push_back(ConfigPrintVerb());
    verbs.push_back(ConfigCheckVerb());
    verbs.push_back(VersionVerb());
    return verbs;
  }();
  return kVerbs;
}

const VerbSpec* FindVerb(std::string_view name) {
  for (const VerbSpec& verb : Verbs()) {
    if (verb.name == name) return &verb;
  }
  return nullptr;
}

const std::vector<OptionSpec>& CommonOptions() {
  static const std::vector<OptionSpec> kCommon = {
      {"--db", "PLACE", "The ledger: sqlite:PATH, or a libpq URI (default: see 'config print')",
       &O::database},
      {"--config", "FILE", "The settings file (COGNITRACK_CONFIG; docs/SETTINGS.md)",
       &O::config_file},
      {"--source", "NAME", "The organisation; the provider's name by default", &O::source},
      {"--json", "", "One JSON document on standard output, nothing else", &O::json},
      {"--quiet", "", "No progress, no remarks; only the answer and errors", &O::quiet},
      {"--no-color", "", "No colour, as with NO_COLOR set", &O::no_color}};
  return kCommon;
}

}  // namespace cognitrack
