#include "cli/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace cognitrack {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOthers = 0077;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int value() const { return value_; }

 private:
  int value_;
};

Error Failure(const std::string& path, const std::string& what) {
  return Error{ErrorCode::kConfig, path + ": " + what + "; nothing was written"};
}

Result<KeyFile> Make(const std::string& path, Random& random) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly));
  if (file.value() < 0) {
    return Failure(path, std::string("the key file cannot be made: ") + std::strerror(errno));
  }
  KeyFile made{PseudonymKey::New(random), true};
  const Secret text = made.key.Text();
  const std::string& bytes = text.Reveal();
  const bool written =
      write(file.value(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      fsync(file.value()) == 0;
  if (written) return made;
  const int code = errno;
  unlink(path.c_str());
  return Failure(path, std::string("the key file cannot be written: ") + std::strerror(code));
}

Result<KeyFile> Read(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat facts = {};
  if (file.value() < 0 || fstat(file.value(), &facts) != 0) {
    return Failure(path, std::string("the key file cannot be read: ") + std::strerror(errno));
  }
  if (!S_ISREG(facts.st_mode)) return Failure(path, "the key file is no file");
  if ((facts.st_mode & kOthers) != 0) {
    return Failure(path,
                   "the key file may be used by others than its owner, who could test guesses "
                   "with it; chmod 600 it, and ask yourself who has seen it");
  }
  std::array<char, 256> bytes{};
  const ssize_t size = read(file.value(), bytes.data(), bytes.size());
  if (size < 0) {
    return Failure(path, std::string("the key file cannot be read: ") + std::strerror(errno));
  }
  Secret text(std::string(bytes.data(), static_cast<std::size_t>(size)));
  auto key = PseudonymKey::Parse(text.Reveal());
  if (!key) return key.error().At(path);
  return KeyFile{*std::move(key), false};
}

}  // namespace

Result<KeyFile> OpenKeyFile(const std::string& path, Random& random) {
  struct stat facts = {};
  if (stat(path.c_str(), &facts) != 0 && errno == ENOENT) return Make(path, random);
  return Read(path);
}

}  // namespace cognitrack
