#include "cli/exports_folder.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "base/hash.h"
#include "cli/parity_recording.h"
#include "ingest/parity_check.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kBetweenLooks{1'000};
constexpr std::int64_t kNewestSeen = 5'000;
constexpr std::string_view kRefused = "refused";

// As a file is: the same in two looks, it is not being written.
struct FileState {
  std::int64_t bytes = 0;
  UtcSeconds modified_at = 0;
  std::int64_t modified_ns = 0;
  bool operator==(const FileState&) const = default;
};

std::optional<FileState> StateOfFile(const std::string& path) {
  struct stat found = {};
  // A link may lead anywhere.
  if (lstat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
  return FileState{found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

bool IsExportName(const std::string& name) {
  return name.size() > 4 && name.front() != '.' && name.substr(name.size() - 4) == ".csv";
}

Result<std::map<std::string, FileState>> FilesIn(const std::string& folder) {
  std::error_code error;
  std::map<std::string, FileState> files;
  fs::directory_iterator at(folder, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!IsExportName(name)) continue;
    if (const auto state = StateOfFile(at->path().string())) files[name] = *state;
  }
  if (!error) return files;
  return Error{ErrorCode::kConfig, folder + ": the folder of exports cannot be read: " +
                                       error.message() + "; nothing was compared"};
}

Result<std::string> Sha256Of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Sha256Hasher hasher;
  std::string piece(std::size_t{1} << 20, '\0');
  while (file.good()) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    hasher.AddBytes({piece.data(), static_cast<std::size_t>(file.gcount())});
  }
  if (file.eof()) return ToHex(hasher.Finish());
  return Error{ErrorCode::kBadInput, path + ": the file cannot be read"};
}

class FolderLook {
 public:
  FolderLook(CommandContext& context, const std::string& folder)
      : context_(context), folder_(folder) {}

  Result<ExportsLook> Run() {
    TRY(const auto first, FilesIn(folder_));
    static_cast<void>(context_.clock().Sleep(kBetweenLooks));
    TRY(const auto second, FilesIn(folder_));
    TRY(service_, context_.OpenService());
    TRY(const std::vector<SeenExport> seen, service_->seen_exports().Newest(kNewestSeen));
    for (const SeenExport& one : seen) known_.insert({one.name, one.bytes, one.modified_at});
    const UtcSeconds now = context_.clock().Now();
    std::size_t count = 0;
    for (const auto& [name, state] : second) {
      if (++count > kMostExports) {
        look_.left.push_back(name + ": one of more than 1,000 files");
        continue;
      }
      if (known_.count({name, state.bytes, state.modified_at}) > 0) {
        ++look_.known;
        continue;
      }
      const auto before = first.find(name);
      const bool rests = before != first.end() && before->second == state &&
                         now - state.modified_at >= kExportRests;
      if (!rests) {
        look_.waiting.push_back(name);
      } else if (state.bytes > kLargestExport) {
        look_.left.push_back(name + ": larger than 1 GiB");
      } else if (StopRequested()) {
        look_.waiting.push_back(name);
      } else {
        TRY_VOID(Take(name, state));
      }
    }
    return std::move(look_);
  }

 private:
  Status Take(const std::string& name, const FileState& state) {
    const std::string path = (fs::path(folder_) / name).string();
    SeenExport seen;
    TRY(seen.sha256, Sha256Of(path));
    seen.name = name;
    seen.bytes = state.bytes;
    seen.modified_at = state.modified_at;
    TRY(const auto held, service_->seen_exports().Find(seen.sha256));
    if (held) {
      ++look_.known;
      return {};
    }
    const UtcSeconds started_at = context_.clock().Now();
    const Result<ParityDocument> checked = Compare(path);
    if (StateOfFile(path) != state) {
      look_.waiting.push_back(name);
      return {};
    }
    if (!checked && checked.error().code != ErrorCode::kBadInput) return checked.error();
    if (checked) {
      TRY(seen.run_id, RecordParity(context_, *checked, started_at));
      seen.outcome = NameOf(checked->verdict);
    } else {
      seen.outcome = kRefused;
      seen.detail = checked.error().message;
    }
    seen.seen_at = context_.clock().Now();
    TRY(const bool is_new, service_->seen_exports().Add(seen));
    if (is_new) look_.done.push_back(std::move(seen));
    return {};
  }

  Result<ParityDocument> Compare(const std::string& path) {
    ParityOptions options;
    options.source = context_.settings().source;
    options.files = {path};
    TRY(const LedgerHandle store, context_.OpenLedger(DatabaseAccess::kRead));
    return CheckParity(
        options, {*store, context_.clock(), context_.environment().spawner, context_.progress()});
  }

  CommandContext& context_;
  const std::string& folder_;
  std::unique_ptr<ServiceStore> service_;
  std::set<std::tuple<std::string, std::int64_t, UtcSeconds>> known_;
  ExportsLook look_;
};

}  // namespace

Result<ExportsLook> LookAtExports(CommandContext& context, const std::string& folder) {
  return FolderLook(context, folder).Run();
}

Result<std::vector<Alert>> BadExports(ServiceStore& service, const std::string& folder) {
  constexpr std::size_t kLongest = 400;
  TRY(const std::vector<SeenExport> seen, service.seen_exports().Newest(kNewestSeen));
  std::set<std::string> names;
  std::vector<Alert> alerts;
  for (const SeenExport& one : seen) {
    // What a file of that name holds now counts.
    if (!names.insert(one.name).second || one.outcome != kRefused) continue;
    const auto state = StateOfFile((fs::path(folder) / one.name).string());
    if (!state || state->bytes != one.bytes || state->modified_at != one.modified_at) continue;
    std::string detail = one.detail.substr(0, kLongest);
    std::replace_if(
        detail.begin(), detail.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; },
        ' ');
    alerts.push_back({{AlertRule::kBadExport, "", one.name, ""},
                      "An export in the watched folder cannot be compared: " + detail});
  }
  return alerts;
}

}  // namespace cognitrack
