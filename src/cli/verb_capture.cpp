#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/anonymise_view.h"
#include "cli/capture_view.h"
#include "cli/key_access.h"
#include "cli/key_file.h"
#include "cli/ledger_view.h"
#include "cli/verbs.h"
#include "cli/whole_file.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;

constexpr int kDaysMax = 31;
constexpr int kDaysByDefault = 7;
constexpr int kDaysPerPage = 7;
const char kNoKey[] =
    "no admin key: set OPENAI_ADMIN_KEY, or store one with 'cognitrack keys add'. An owner of the "
    "organisation makes one under "
    "https://platform.openai.com/settings/organization/admin-keys. Nothing was asked, nothing "
    "written";

Result<std::vector<const Surface*>> SurfacesWanted(const CommandOptions& options) {
  TRY(const std::vector<std::string> names, SurfaceListOf(options));
  std::vector<const Surface*> surfaces;
  for (const std::string& name : names) {
    const Surface* surface = FindSurface(name);
    const bool is_new = std::find(surfaces.begin(), surfaces.end(), surface) == surfaces.end();
    if (is_new) surfaces.push_back(surface);
  }
  if (!names.empty()) return surfaces;
  for (const Surface& surface : Surfaces()) surfaces.push_back(&surface);
  return surfaces;
}

Result<CaptureOptions> OptionsOf(const CommandOptions& options, UtcSeconds now) {
  CaptureOptions capture;
  const Day yesterday = DayOf(now) - 1;
  capture.to = options.end.value_or(
      options.start ? std::min(yesterday, *options.start + (kDaysByDefault - 1)) : yesterday);
  capture.from = options.start.value_or(capture.to - (kDaysByDefault - 1));
  TRY_VOID(CheckRange(capture.from, capture.to, "--start", "--end"));
  if (capture.to > yesterday) {
    return Error{ErrorCode::kUsage, "--end " + FormatDay(capture.to) +
                                        " is not over yet (UTC), and its answer would not stay as "
                                        "it is; the last day that can be recorded is " +
                                        FormatDay(yesterday)};
  }
  if (capture.to - capture.from + 1 > kDaysMax) {
    return Error{ErrorCode::kUsage, "a recording has at most 31 days: one query of the provider"};
  }
  const std::int64_t per_page = options.page_days.value_or(kDaysPerPage);
  if (per_page < 1 || per_page > kDaysMax) {
    return Error{ErrorCode::kUsage, "--page-days must be from 1 to 31"};
  }
  capture.days_per_page = static_cast<int>(per_page);
  TRY(capture.surfaces, SurfacesWanted(options));
  return capture;
}

Error DiskError(const fs::path& path, const std::string& reason) {
  return Error{ErrorCode::kDisk, path.string() + ": cannot be written: " + reason};
}

// A folder that is there may hold pages of another recording, or the work of somebody.
Status CheckNothingIsThere(const CaptureOptions& capture, const fs::path& directory) {
  for (const Surface* surface : capture.surfaces) {
    const fs::path folder = directory / surface->name;
    std::error_code error;
    if (!fs::exists(folder, error)) continue;
    return Error{ErrorCode::kUsage, folder.string() +
                                        " is there already; remove it, or name another --out. "
                                        "Nothing was asked, nothing written"};
  }
  return {};
}

// The folders as they will be, beside their places; gone again unless every one could be put there.
class StagedFolders {
 public:
  explicit StagedFolders(fs::path directory)
      : directory_(std::move(directory)),
        staging_(directory_ / (".part-" + std::to_string(getpid()))) {}
  ~StagedFolders() {
    std::error_code ignored;
    fs::remove_all(staging_, ignored);
  }
  StagedFolders(const StagedFolders&) = delete;
  StagedFolders& operator=(const StagedFolders&) = delete;

  Status Add(const CapturedSurface& surface) {
    std::error_code error;
    fs::create_directories(staging_ / surface.name, error);
    if (error) return DiskError(directory_, error.message());
    for (const CapturedFile& file : surface.files) {
      TRY_VOID(WriteWholeFile((staging_ / surface.name / file.name).string(), file.text));
    }
    return {};
  }
  Status Put(const std::string& name) {
    std::error_code error;
    fs::rename(staging_ / name, directory_ / name, error);
    if (error) return DiskError(directory_ / name, error.message());
    return {};
  }

 private:
  fs::path directory_;
  fs::path staging_;
};

Status WriteFolders(const std::vector<CapturedSurface>& surfaces, const fs::path& directory) {
  StagedFolders folders(directory);
  for (const CapturedSurface& surface : surfaces) {
    if (!surface.files.empty()) TRY_VOID(folders.Add(surface));
  }
  for (const CapturedSurface& surface : surfaces) {
    if (!surface.files.empty()) TRY_VOID(folders.Put(surface.name));
  }
  return {};
}

// Without a key file nothing needs to join: a key that nobody keeps.
Result<PseudonymKey> KeyOf(CommandContext& context) {
  const CommandOptions& options = context.options();
  if (!options.key_file) return PseudonymKey::New(context.environment().random);
  TRY(KeyFile file, OpenKeyFile(*options.key_file, context.environment().random));
  if (file.was_made) context.Remark(KeyMadeText(*options.key_file));
  return std::move(file.key);
}

}  // namespace

Result<int> RunCapture(CommandContext& context) {
  const CommandOptions& options = context.options();
  ProviderSettings settings = context.settings().provider;
  TRY(const CaptureOptions capture, OptionsOf(options, context.clock().Now()));
  TRY_VOID(CheckNothingIsThere(capture, *options.out_directory));
  if (context.settings().pull_fault) return *context.settings().pull_fault;
  TRY(const std::optional<ChosenKey> chosen, ChooseKey(context));
  if (!chosen) return Error{ErrorCode::kAuth, kNoKey};
  settings.admin_key = chosen->secret;
  TRY(const std::unique_ptr<PageRecorder> recorder,
      context.environment().make_page_recorder("openai", settings));
  TRY(PseudonymKey key, KeyOf(context));
  Pseudonyms pseudonyms(std::move(key));
  CaptureView view;
  view.directory = *options.out_directory;
  view.from = capture.from;
  view.to = capture.to;
  view.key_file = options.key_file;
  TRY(view.surfaces, CaptureResponses(capture, settings.admin_key, *recorder, &pseudonyms));
  TRY_VOID(WriteFolders(view.surfaces, view.directory));
  context.Print(CaptureText(view, context.style(), context.width()));
  context.PrintJson(CaptureJson(view));
  return 0;
}

}  // namespace cognitrack
