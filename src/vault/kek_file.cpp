#include "vault/kek_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace cognitrack {
namespace {

// Some hundred keys; more is another file.
constexpr std::size_t kMostBytes = 16'384;
constexpr mode_t kOthers = 0077;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

Error DiskError(const std::string& path, const char* what) {
  return Error{ErrorCode::kDisk, path + ": the key-encryption key cannot be " + what + ": " +
                                     std::strerror(errno) + "; nothing was sealed with it"};
}

std::string ModeText(mode_t mode) {
  std::string text(8, '\0');
  text.resize(static_cast<std::size_t>(
      std::snprintf(text.data(), text.size(), "%04o", static_cast<unsigned>(mode & 07777))));
  return text;
}

Status CheckOwnerAlone(const std::string& path, int file) {
  struct stat found = {};
  if (fstat(file, &found) != 0) return DiskError(path, "looked at");
  if (!S_ISREG(found.st_mode)) {
    return Error{ErrorCode::kConfig, path + ": the key-encryption key is no file there"};
  }
  if ((found.st_mode & kOthers) != 0) {
    return Error{ErrorCode::kConfig, path + " holds the key-encryption key and has mode " +
                                         ModeText(found.st_mode) +
                                         ", so that others may get at it; 'chmod 600 " + path +
                                         "' mends that. Nothing was opened"};
  }
  if (found.st_uid != geteuid()) {
    return Error{ErrorCode::kConfig, path + " holds the key-encryption key, has mode " +
                                         ModeText(found.st_mode) + ", and belongs to user " +
                                         std::to_string(found.st_uid) +
                                         ", not to the one that runs this (" +
                                         std::to_string(geteuid()) + "). Nothing was opened"};
  }
  return {};
}

Result<Secret> ReadAll(const std::string& path, int file) {
  std::string text(kMostBytes + 1, '\0');
  std::size_t length = 0;
  while (length < text.size()) {
    const ssize_t count = read(file, text.data() + length, text.size() - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return DiskError(path, "read");
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  if (length > kMostBytes) {
    return Error{ErrorCode::kConfig, path + ": a file this large holds no key-encryption key"};
  }
  text.resize(length);
  return Secret(std::move(text));
}

// The directory's entry is on the disk, too.
Status SyncDirectoryOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string directory =
      slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
  const Descriptor opened(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || fsync(opened.get()) != 0) return DiskError(path, "made to stay");
  return {};
}

// A file beside the one that is meant.
Status WriteBeside(const std::string& beside, const KeyEncryptionKeys& keys) {
  unlink(beside.c_str());
  const Descriptor file(
      open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0) return DiskError(beside, "written");
  const Secret text = keys.ToText();
  const std::string& bytes = text.Reveal();
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t count = write(file.get(), bytes.data() + at, bytes.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return DiskError(beside, "written");
    at += static_cast<std::size_t>(count);
  }
  if (fsync(file.get()) != 0) return DiskError(beside, "written");
  return {};
}

}  // namespace

Result<std::optional<KeyEncryptionKeys>> ReadKekFile(const std::string& path) {
  // Never waits for the other end of a pipe.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0 && errno == ENOENT) return std::optional<KeyEncryptionKeys>();
  if (file.get() < 0) {
    return Error{ErrorCode::kConfig,
                 path + ": the key-encryption key cannot be read: " + std::strerror(errno)};
  }
  TRY_VOID(CheckOwnerAlone(path, file.get()));
  TRY(const Secret text, ReadAll(path, file.get()));
  auto keys = KeyEncryptionKeys::Parse(text.Reveal());
  if (!keys) return keys.error().At(path);
  return std::optional<KeyEncryptionKeys>(*std::move(keys));
}

Status MakeKekFile(const std::string& path, const KeyEncryptionKeys& keys) {
  const std::string beside = path + "." + std::to_string(getpid());
  TRY_VOID(WriteBeside(beside, keys));
  // Unlike a rename this never takes the place of one that another process has made.
  const int linked = link(beside.c_str(), path.c_str());
  const int why = errno;
  unlink(beside.c_str());
  if (linked != 0) {
    errno = why;
    if (why == EEXIST) {
      return Error{ErrorCode::kTryLater, path + ": another process has just made it"};
    }
    return DiskError(path, "made");
  }
  return SyncDirectoryOf(path);
}

Status ReplaceKekFile(const std::string& path, const KeyEncryptionKeys& keys) {
  const std::string beside = path + ".new";
  TRY_VOID(WriteBeside(beside, keys));
  if (rename(beside.c_str(), path.c_str()) != 0) return DiskError(path, "replaced");
  return SyncDirectoryOf(path);
}

}  // namespace cognitrack
