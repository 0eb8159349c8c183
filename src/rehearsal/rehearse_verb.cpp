#include "rehearsal/rehearse_verb.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "rehearsal/rehearsal_view.h"

namespace cognitrack {
namespace {

constexpr std::int64_t kFewestHours = 24;
constexpr std::int64_t kMostHours = 720;

// Gone with its scope, unless it is to be kept.
class Directory {
 public:
  // In memory where there is such a place, and nothing is to be kept.
  static Result<Directory> Make(bool is_kept) {
    std::error_code error;
    const std::filesystem::path place = std::filesystem::temp_directory_path(error);
    const std::string on_disk = error ? "/tmp" : place.string();
    std::string pattern = is_kept ? "" : PatternIn("/dev/shm");
    if (!pattern.empty() && mkdtemp(pattern.data()) != nullptr) return Directory(pattern);
    pattern = PatternIn(on_disk);
    if (mkdtemp(pattern.data()) != nullptr) return Directory(pattern);
    return Error{ErrorCode::kDisk, on_disk +
                                       ": no directory can be made there; TMPDIR names "
                                       "another place; nothing was rehearsed"};
  }
  Directory(Directory&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  Directory& operator=(Directory&&) = delete;
  ~Directory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }
  std::string Keep() { return std::exchange(path_, ""); }

 private:
  explicit Directory(std::string path) : path_(std::move(path)) {}
  static std::string PatternIn(const std::string& place) {
    return place + "/cognitrack-rehearsal-XXXXXX";
  }
  std::string path_;
};

Result<RehearsalOptions> OptionsOf(const CommandOptions& command) {
  RehearsalOptions options;
  const std::int64_t hours = command.hours.value_or(options.hours);
  if (hours < kFewestHours || hours > kMostHours) {
    return Error{ErrorCode::kUsage, "--hours must be from 24 to 720"};
  }
  options.hours = static_cast<int>(hours);
  const std::int64_t seed = command.seed.value_or(1);
  if (seed < 0) return Error{ErrorCode::kUsage, "--seed must not be negative"};
  options.seed = static_cast<std::uint64_t>(seed);
  options.faults = command.faults.value_or("");
  return options;
}

}  // namespace

Result<int> RehearseIn(CommandContext& context, const RehearsalPorts& ports) {
  TRY(RehearsalOptions options, OptionsOf(context.options()));
  TRY(Directory directory, Directory::Make(context.options().keep));
  options.directory = directory.path();
  const auto begun = context.clock().Elapsed();
  const Result<RehearsalSummary> summary = Rehearse(options, ports);
  const auto took = context.clock().Elapsed() - begun;
  if (context.options().keep) {
    context.Remark("the ledger stays: --db sqlite:" + directory.Keep() + "/ledger.sqlite");
  }
  if (!summary) return summary.error();
  context.Print(RehearsalText(*summary, took, context.style(), context.width()));
  context.PrintJson(RehearsalJson(*summary, took));
  return summary->verdict == "exact" ? 0 : 1;
}

}  // namespace cognitrack
