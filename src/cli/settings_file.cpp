#include "cli/settings_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "cli/nearest_name.h"
#include "store/database_location.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace cognitrack {
namespace {

constexpr std::size_t kLargest = 64 << 10;
constexpr mode_t kOthers = 0007;
constexpr std::string_view kInFile = "_file";

struct OpenedFile {
  std::string bytes;
  mode_t mode = 0;  // Of a regular file; 0 of anything else: a pipe's are those of its end.
};

Error Failure(const std::string& path, const std::string& what) {
  return Error{ErrorCode::kConfig, path + ": " + what};
}

Result<OpenedFile> Read(const std::string& path, int* code) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat facts = {};
  OpenedFile opened;
  ssize_t got = -1;
  if (file >= 0 && fstat(file, &facts) == 0) {
    std::array<char, 4096> buffer{};
    while ((got = read(file, buffer.data(), buffer.size())) > 0) {
      opened.bytes.append(buffer.data(), static_cast<std::size_t>(got));
      if (opened.bytes.size() > kLargest) break;
    }
  }
  *code = got < 0 ? errno : 0;
  if (file >= 0) close(file);
  if (got < 0) return Failure(path, std::string("cannot be read: ") + std::strerror(*code));
  if (opened.bytes.size() > kLargest) return Failure(path, "is larger than 64 KiB");
  if (S_ISREG(facts.st_mode)) opened.mode = facts.st_mode & 0777;
  return opened;
}

Status CheckClosed(const std::string& path, mode_t mode, const std::string& what) {
  if ((mode & kOthers) == 0) return {};
  std::array<char, 8> octal{};
  const auto [end, error] =
      std::to_chars(octal.data(), octal.data() + octal.size(), static_cast<unsigned>(mode), 8);
  static_cast<void>(error);
  return Failure(path, what + ", and its mode is 0" + std::string(octal.data(), end) +
                           ": everybody on this machine may use it; 'chmod o= " + path +
                           "', and ask yourself who has seen it");
}

class Reader {
 public:
  Reader(const std::string& path, const std::vector<SettingSpec>& table)
      : path_(path), table_(table) {}

  Result<SettingsFile> Parse(const OpenedFile& opened) {
    const toml::parse_result parsed = toml::parse(std::string_view(opened.bytes), path_);
    if (!parsed) {
      return At(parsed.error().source().begin, std::string(parsed.error().description()));
    }
    SettingsFile file{path_, {}};
    std::string secret;
    for (const auto& [key, node] : parsed.table()) {
      TRY(const SettingSpec* spec, SpecOf(key));
      TRY(std::string text, TextOf(key, node, *spec));
      if (HoldsSecret(key.str(), text, *spec)) secret = key.str();
      file.values[std::string(key.str())] = {std::move(text),
                                             static_cast<int>(key.source().begin.line)};
    }
    if (!secret.empty()) TRY_VOID(CheckClosed(path_, opened.mode, "holds a secret, " + secret));
    TRY_VOID(CheckOnce(file));
    return file;
  }

 private:
  Error At(const toml::source_position& place, const std::string& what) const {
    return Error{ErrorCode::kConfig, path_ + ":" + std::to_string(place.line) + ":" +
                                         std::to_string(place.column) + ": " + what};
  }

  static bool IsFileKey(std::string_view key, const SettingSpec& spec) {
    return spec.secret && key == FileKeyOf(spec) + std::string(kInFile);
  }

  Result<const SettingSpec*> SpecOf(const toml::key& key) const {
    std::vector<std::string> known;
    for (const SettingSpec& spec : table_) {
      if (!spec.in_file) continue;
      if (key.str() == FileKeyOf(spec) || IsFileKey(key.str(), spec)) return &spec;
      known.push_back(FileKeyOf(spec));
      if (spec.secret) known.push_back(FileKeyOf(spec) + std::string(kInFile));
    }
    std::string message = "there is no setting '" + std::string(key.str()) + "'";
    if (const auto nearest = NearestName(key.str(), known)) {
      message += "; did you mean '" + *nearest + "'?";
    }
    return At(key.source().begin, message);
  }

  Result<std::string> TextOf(const toml::key& key, const toml::node& node,
                             const SettingSpec& spec) const {
    const SettingKind kind = IsFileKey(key.str(), spec) ? SettingKind::kText : KindOf(spec);
    if (kind == SettingKind::kText && node.is_string()) return node.as_string()->get();
    if (kind == SettingKind::kSwitch && node.is_boolean()) {
      return std::string(node.as_boolean()->get() ? "true" : "false");
    }
    if (kind == SettingKind::kNumber && node.is_integer()) {
      return std::to_string(node.as_integer()->get());
    }
    if (kind == SettingKind::kNumber && node.is_floating_point()) {
      std::array<char, 400> digits{};
      const auto [end, error] =
          std::to_chars(digits.data(), digits.data() + digits.size(),
                        node.as_floating_point()->get(), std::chars_format::fixed);
      if (error == std::errc()) return std::string(digits.data(), end);
    }
    const std::string what = kind == SettingKind::kText     ? "a text in quotes"
                             : kind == SettingKind::kSwitch ? "true or false"
                                                            : "a number without quotes";
    return At(node.source().begin, std::string(key.str()) + " must be " + what);
  }

  // A password in the database's address is a secret, too.
  static bool HoldsSecret(std::string_view key, const std::string& text, const SettingSpec& spec) {
    if (spec.secret) return !text.empty() && !IsFileKey(key, spec);
    if (spec.name != "COGNITRACK_DB") return false;
    const auto location = ParseDatabaseLocation(text);
    return location && location->kind == DatabaseLocation::Kind::kPostgres &&
           WithoutPassword(*location) != location->path;
  }

  Status CheckOnce(const SettingsFile& file) const {
    for (const auto& [key, value] : file.values) {
      const auto other = file.values.find(key + std::string(kInFile));
      if (other == file.values.end()) continue;
      return Failure(path_, key + " (line " + std::to_string(value.line) + ") and " + other->first +
                                " (line " + std::to_string(other->second.line) +
                                ") are both set; keep one");
    }
    return {};
  }

  const std::string& path_;
  const std::vector<SettingSpec>& table_;
};

}  // namespace

Result<std::optional<SettingsFile>> ReadSettingsFile(const std::string& path,
                                                     const std::vector<SettingSpec>& table,
                                                     bool may_be_absent) {
  int code = 0;
  const Result<OpenedFile> opened = Read(path, &code);
  const bool is_absent = code == ENOENT || code == ENOTDIR || code == EACCES;
  if (!opened && may_be_absent && is_absent) return std::optional<SettingsFile>();
  if (!opened) return opened.error();
  TRY(SettingsFile file, Reader(path, table).Parse(*opened));
  return std::optional<SettingsFile>(std::move(file));
}

Result<std::string> ReadSecretFile(const std::string& path) {
  int code = 0;
  TRY(const OpenedFile opened, Read(path, &code));
  TRY_VOID(CheckClosed(path, opened.mode, "holds a secret"));
  std::string text = opened.bytes;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) return Failure(path, "is empty, but must hold a secret");
  return text;
}

}  // namespace cognitrack
