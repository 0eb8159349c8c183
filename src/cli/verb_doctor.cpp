#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/doctor_check.h"
#include "cli/flag_view.h"
#include "cli/json_document.h"
#include "cli/key_access.h"
#include "cli/number_text.h"
#include "cli/verbs.h"
#include "ingest/book_in_force.h"
#include "ingest/reading_in_force.h"
#include "ingest/shadow_comparison.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMebibyte = 1ULL << 20;
constexpr std::uint64_t kTooLittle = 64 * kMebibyte;  // A commit may no longer fit.
constexpr UtcSeconds kShadowForgotten = 30 * kSecondsPerDay;
constexpr std::uint64_t kLittle = 1'024 * kMebibyte;

bool DatabaseExists(const DatabaseLocation& location) {
  std::error_code error;
  return location.kind != DatabaseLocation::Kind::kSqlite || fs::exists(location.path, error);
}

std::string SizeText(const DatabaseLocation& location) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(location.path, error);
  return error ? "" : ", " + BytesText(size);
}

// What mends a ledger that contradicts itself: the archived answer, or the place that the rows came
// from, read into a new database.
std::string MendOf(const IntegrityFinding& finding) {
  if (finding.check == "database") {
    return "keep a copy of the file, then read everything into a new one: cognitrack backfill "
           "--start DAY --end DAY --db sqlite:NEW (or import --csv FILE… --db sqlite:NEW)";
  }
  const std::string day = finding.day ? FormatDay(*finding.day) : "DAY";
  return "cognitrack rebuild --from " + day + " --to " + day +
         " writes that day anew from the archived answer, where that was kept; else read that day "
         "into a new database and compare: cognitrack backfill --start " +
         day + " --end " + day + " --db sqlite:NEW (or import --csv FILE… --db sqlite:NEW)";
}

void AddIntegrity(LedgerStore& store, std::vector<DoctorCheck>* checks) {
  constexpr std::size_t kShown = 10;
  const Result<std::vector<IntegrityFinding>> findings = store.CheckIntegrity();
  if (!findings) {
    checks->push_back(
        {"integrity", CheckState::kWrong, findings.error().message, "", findings.error().code});
    return;
  }
  if (findings->empty()) {
    checks->push_back({"integrity",
                       CheckState::kGood,
                       "every window's hash, totals and roll-ups follow from its rows",
                       "",
                       {}});
    return;
  }
  for (std::size_t i = 0; i < std::min(findings->size(), kShown); ++i) {
    const IntegrityFinding& finding = (*findings)[i];
    const ErrorCode code = finding.check == "database" ? ErrorCode::kDisk : ErrorCode::kInvariant;
    std::string detail = finding.check;
    if (!finding.where.empty()) detail += " at " + finding.where;
    // Findings that follow each other and are mended alike say how once.
    const bool again =
        i + 1 < std::min(findings->size(), kShown) && MendOf((*findings)[i + 1]) == MendOf(finding);
    checks->push_back({"integrity", CheckState::kWrong, detail + ": " + finding.detail,
                       again ? "" : MendOf(finding), code});
  }
  if (findings->size() > kShown) {
    checks->push_back(
        {"integrity", CheckState::kWrong,
         CountText(static_cast<std::int64_t>(findings->size() - kShown)) + " more findings", "",
         ErrorCode::kInvariant});
  }
}

void AddClock(LedgerStore* store, UtcSeconds now, std::vector<DoctorCheck>* checks) {
  const std::string reads = FormatTime(now);
  if (DayOf(now) < kFirstDay || DayOf(now) > kLastDay) {
    checks->push_back({"clock", CheckState::kWrong, "it reads " + reads,
                       "set the machine's clock: everything here is UTC", ErrorCode::kConfig});
    return;
  }
  if (store != nullptr) {
    const Result<std::vector<RunRecord>> runs = store->Runs("", "", 50);
    UtcSeconds latest = 0;
    if (runs) {
      for (const RunRecord& run : *runs)
        latest = std::max({latest, run.started_at, run.finished_at});
    }
    if (now + kSecondsPerHour < latest) {
      checks->push_back({"clock", CheckState::kWrong,
                         "it reads " + reads + ", but a run of " + FormatTime(latest) +
                             " is on record: one of the two clocks was wrong",
                         "set the machine's clock: everything here is UTC", ErrorCode::kConfig});
      return;
    }
  }
  checks->push_back({"clock", CheckState::kGood, reads, "", {}});
}

void AddDisk(const DatabaseLocation& location, std::vector<DoctorCheck>* checks) {
  if (location.kind != DatabaseLocation::Kind::kSqlite) return;
  std::error_code error;
  fs::path place = fs::absolute(location.path, error).parent_path();
  while (!fs::exists(place, error) && place.has_relative_path()) place = place.parent_path();
  const fs::space_info space = fs::space(place, error);
  if (error) {
    checks->push_back({"disk", CheckState::kWrong, place.string() + ": " + error.message(), "",
                       ErrorCode::kDisk});
    return;
  }
  const std::string free = BytesText(space.available) + " free at " + place.string();
  if (space.available < kTooLittle) {
    checks->push_back({"disk", CheckState::kWrong, free,
                       "make room, or name another place with --db", ErrorCode::kDisk});
  } else if (space.available < kLittle) {
    checks->push_back({"disk", CheckState::kNote, free, "make room before the next backfill", {}});
  } else {
    checks->push_back({"disk", CheckState::kGood, free, "", {}});
  }
}

// Asks for yesterday: one small request tells address, key and rights.
Status AskProvider(CommandContext& context, ProviderSettings settings) {
  const UtcSeconds now = context.clock().Now();
  settings.reading = context.environment().readings.front().number;
  TRY(const std::unique_ptr<UsageProvider> provider,
      context.environment().make_provider("openai", std::move(settings)));
  PullQuery query;
  query.start = DayOf(now) - 1;
  query.end = DayOf(now);
  query.now = now;
  query.grain = Grain::Full();
  SeriesTable series;
  TRY(const PullResult result, provider->Read(query, NothingKnown, &series));
  if (IsTurnedAway(result.surface_state)) return result.why_turned_away;
  if (!result.parked.empty()) return result.parked.front().error;
  return {};
}

// What earlier pulls met; each surface would be a request of its own to ask again.
void AddRefusedSurfaces(LedgerStore& store, std::vector<DoctorCheck>* checks) {
  const Result<std::vector<SourceRecord>> sources = store.Sources();
  if (!sources) return;
  for (const SourceRecord& source : *sources) {
    const Result<std::vector<StreamRecord>> streams = store.Streams(source.id);
    if (!streams) return;
    std::string names;
    for (const StreamRecord& stream : *streams) {
      if (stream.surface_state != SurfaceState::kRefused) continue;
      names += (names.empty() ? "" : ", ") + stream.key.surface;
    }
    if (names.empty()) continue;
    checks->push_back({"surfaces",
                       CheckState::kNote,
                       "the key of " + source.name + " had no right to read " + names,
                       "give it the scope api.usage.read; each ingest asks again",
                       {}});
  }
}

// What a person would wonder about when nothing new comes in.
void AddFlags(LedgerStore& store, const Result<FlagDefault>& otherwise,
              std::vector<DoctorCheck>* checks) {
  if (!otherwise) {
    checks->push_back(
        {"settings", CheckState::kWrong, otherwise.error().message, "", otherwise.error().code});
    return;
  }
  const Result<std::vector<FlagChange>> history = store.FlagChanges();
  if (!history) {
    checks->push_back(
        {"flags", CheckState::kWrong, history.error().message, "", history.error().code});
    return;
  }
  const Result<std::vector<SourceRecord>> sources = store.Sources();
  if (!sources) return;
  for (const SourceRecord& source : *sources) {
    const FlagValue value = ValueOf(kDailyWindows, source.name, *history, *otherwise);
    if (value.is_on) continue;
    checks->push_back({"flags",
                       CheckState::kNote,
                       std::string(kDailyWindows) + " of " + source.name + " is " +
                           FlagValueText(value) + "; 'ingest --scheduled' pulls nothing",
                       TurnOnCommand(value),
                       {}});
  }
}

// What use is priced and answers are read by must be there; what is in shadow should not be
// forgotten there.
void AddVersions(CommandContext& context, LedgerStore& store, std::vector<DoctorCheck>* checks) {
  const auto wrong = [checks](const Error& error) {
    checks->push_back({"versions", CheckState::kWrong, error.message, "", error.code});
  };
  const Result<std::vector<VersionChange>> history = store.VersionChanges();
  if (!history) return wrong(history.error());
  const auto book = ReadBookOfVersion(StateOf(VersionKind::kPricing, *history).in_force, store);
  if (!book) wrong(book.error());
  const auto reading = ReadingOfVersion(StateOf(VersionKind::kIngest, *history).in_force,
                                        context.environment().readings);
  if (!reading) wrong(reading.error());
  for (const VersionKind kind : KindsInShadow(*history)) {
    const VersionChange begun = *StateOf(kind, *history).candidate;
    if (context.clock().Now() - begun.set_at <= kShadowForgotten) continue;
    const std::string name(NameOf(kind));
    checks->push_back({"versions",
                       CheckState::kNote,
                       "a version of " + name + " is in shadow since " + FormatTime(begun.set_at) +
                           ", begun by " + begun.set_by + ": " + begun.reason,
                       "cognitrack shadow promote " + name +
                           " --by NAME, or cognitrack shadow drop " + name + " --reason TEXT",
                       {}});
  }
}

void AddProvider(CommandContext& context, std::vector<DoctorCheck>* checks) {
  ProviderSettings settings = context.settings().provider;
  if (const auto& fault = context.settings().pull_fault) {
    checks->push_back({"settings", CheckState::kWrong, fault->message, "", fault->code});
    return;
  }
  const auto chosen = ChooseKey(context);
  if (!chosen) {
    checks->push_back({"key", CheckState::kWrong, chosen.error().message, "", chosen.error().code});
    return;
  }
  if (*chosen) settings.admin_key = (*chosen)->secret;
  if (settings.admin_key.empty()) {
    checks->push_back({"key",
                       CheckState::kNote,
                       "OPENAI_ADMIN_KEY is not set, and no key is stored: exports can be "
                       "imported, nothing can be pulled",
                       "",
                       {}});
    return;
  }
  if (context.options().offline) {
    const auto provider = context.environment().make_provider("openai", settings);
    if (!provider) {
      checks->push_back(
          {"key", CheckState::kWrong, provider.error().message, "", provider.error().code});
    } else {
      checks->push_back({"key",
                         CheckState::kNote,
                         "a key is set for " + settings.base_url + "; not tried (--offline)",
                         "",
                         {}});
    }
    return;
  }
  const Status asked = AskProvider(context, settings);
  if (!asked) {
    // A pull says what it did not store; here nothing was to be.
    const std::string& message = asked.error().message;
    checks->push_back({"key", CheckState::kWrong, message.substr(0, message.find("; nothing of ")),
                       "", asked.error().code});
  } else {
    checks->push_back({"key",
                       CheckState::kGood,
                       settings.base_url + " answers, and the key may read usage",
                       "",
                       {}});
  }
}

}  // namespace

Result<int> RunDoctor(CommandContext& context) {
  const Settings& settings = context.settings();
  std::vector<DoctorCheck> checks;
  Result<LedgerHandle> store = context.OpenLedger(DatabaseAccess::kRead);
  if (!store) {
    checks.push_back(
        {"database", CheckState::kWrong, store.error().message, "", store.error().code});
  } else if (!DatabaseExists(settings.database)) {
    checks.push_back({"database",
                      CheckState::kNote,
                      settings.database_text + " does not exist yet; the first import or backfill "
                                               "makes it",
                      "",
                      {}});
  } else {
    checks.push_back({"database",
                      CheckState::kGood,
                      settings.database_text + SizeText(settings.database) + ", schema current",
                      "",
                      {}});
    AddIntegrity(**store, &checks);
    AddRefusedSurfaces(**store, &checks);
    AddFlags(**store, settings.daily_windows, &checks);
    AddVersions(context, **store, &checks);
  }
  AddDisk(settings.database, &checks);
  AddClock(store ? store->get() : nullptr, context.clock().Now(), &checks);
  AddProvider(context, &checks);
  context.Print(DoctorText(checks, context.style(), context.width()));
  context.PrintJson(DoctorJson(checks));
  return ExitCodeOf(checks);
}

}  // namespace cognitrack
