#include <filesystem>
#include <set>
#include <system_error>

#include "cli/anonymise_ledger.h"
#include "cli/anonymise_view.h"
#include "cli/key_file.h"
#include "cli/verbs.h"
#include "cli/whole_file.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNothing = "; nothing was written";

Result<fs::path> MakeDirectory(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return fs::path(path);
  return Error{ErrorCode::kDisk,
               path + ": the directory cannot be made: " + error.message() + std::string(kNothing)};
}

// Where each copy goes. A copy never takes the place of an original, or of another copy.
Result<std::vector<std::string>> PlacesOf(const std::vector<std::string>& files,
                                          const fs::path& directory) {
  std::vector<std::string> places;
  std::set<std::string> taken;
  for (const std::string& file : files) {
    const fs::path place = directory / fs::path(file).filename();
    if (!taken.insert(place.string()).second) {
      return Error{ErrorCode::kUsage, file +
                                          ": another file of the same name is given; copies "
                                          "are named as their originals: rename one" +
                                          std::string(kNothing)};
    }
    std::error_code error;
    for (const std::string& original : files) {
      if (!fs::equivalent(place, original, error) || error) continue;
      return Error{ErrorCode::kUsage, "--out " + directory.string() + " holds " + original +
                                          " itself, which the copy would replace; name another "
                                          "directory" +
                                          std::string(kNothing)};
    }
    places.push_back(place.string());
  }
  return places;
}

struct Copy {
  WholeFile file;
  AnonymisedFile facts;
};

// Written beside its place, read again and compared; not yet put there.
Result<Copy> CopyOf(const std::string& original, const std::string& place, Pseudonyms* pseudonyms) {
  TRY(WholeFile file, WholeFile::Create(place));
  Copy copy{std::move(file), {original, place, {}, {}}};
  TRY(copy.facts.content, AnonymiseExport(original, pseudonyms,
                                          [&](std::string_view bytes) { copy.file.Write(bytes); }));
  TRY(const std::string written, copy.file.Written());
  const Status clean = CheckNothingIsLeft(written, *pseudonyms);
  if (!clean) return clean.error().At(original);
  auto likeness = CompareWithCopy(original, written, pseudonyms);
  if (!likeness) return likeness.error().At(original);
  copy.facts.likeness = *likeness;
  return copy;
}

Error WithNothingWritten(Error error) {
  if (error.message.find("nothing was written") == std::string::npos) error.message += kNothing;
  return error;
}

Result<AnonymisedFiles> AnonymiseFiles(CommandContext& context, Pseudonyms* pseudonyms) {
  const CommandOptions& options = context.options();
  TRY(const fs::path directory, MakeDirectory(*options.out_directory));
  TRY(const std::vector<std::string> places, PlacesOf(options.csv_files, directory));
  std::vector<Copy> copies;
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto copy = CopyOf(options.csv_files[i], places[i], pseudonyms);
    if (!copy) return WithNothingWritten(copy.error());
    copies.push_back(*std::move(copy));
  }
  AnonymisedFiles files;
  for (Copy& copy : copies) {
    TRY_VOID(copy.file.Finish());
    files.files.push_back(std::move(copy.facts));
  }
  return files;
}

Result<int> AnonymiseExports(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(KeyFile key, OpenKeyFile(*options.key_file, context.environment().random));
  if (key.was_made) context.Remark(KeyMadeText(*options.key_file));
  Pseudonyms pseudonyms(std::move(key.key));
  TRY(AnonymisedFiles files, AnonymiseFiles(context, &pseudonyms));
  files.key_file = *options.key_file;
  files.key_was_made = key.was_made;
  files.texts = static_cast<std::int64_t>(pseudonyms.size());
  context.Print(AnonymisedText(files, context.style(), context.width()));
  context.PrintJson(AnonymisedJson(files));
  return 0;
}

}  // namespace

Result<int> RunAnonymise(CommandContext& context) {
  const CommandOptions& options = context.options();
  const bool of_files = !options.csv_files.empty() && options.out_directory;
  const bool any_of_files = !options.csv_files.empty() || options.out_directory;
  if (of_files == options.to_database.has_value() || any_of_files != of_files) {
    return Error{ErrorCode::kUsage,
                 "give either exports, with --csv FILE… and --out DIR, or a new ledger, with --to "
                 "sqlite:PATH" +
                     std::string(kNothing)};
  }
  return of_files ? AnonymiseExports(context) : AnonymiseLedger(context);
}

}  // namespace cognitrack
