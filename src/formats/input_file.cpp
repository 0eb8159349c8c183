#include "formats/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "formats/input_alias.h"

namespace cognitrack {
namespace {

Error OpenError(const std::string& path, int code) {
  switch (code) {
    case ENOENT:
    case ENOTDIR:
      return {ErrorCode::kBadInput, path + ": there is no such file; check the path"};
    case EACCES:
    case EPERM:
      return {ErrorCode::kBadInput,
              path + ": the file may not be read; give this user the right to read it"};
    default:
      return {ErrorCode::kDisk, path + ": cannot be opened: " + std::strerror(code)};
  }
}

}  // namespace

InputFile::InputFile(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor), hasher_(std::make_unique<Sha256Hasher>()) {}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      text_(other.text_),
      text_read_(other.text_read_),
      hasher_(std::move(other.hasher_)) {}

InputFile::~InputFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

InputFile InputFile::OfText(const std::string& name, std::string_view text) {
  InputFile file(name, -1);
  file.text_ = text;
  return file;
}

bool InputFile::IsPipe(const std::string& path) {
  struct stat facts = {};
  return stat(InputAlias::PlaceOf(path).c_str(), &facts) == 0 &&
         (S_ISFIFO(facts.st_mode) || S_ISCHR(facts.st_mode));
}

Result<InputFile> InputFile::Open(const std::string& path) {
  const int descriptor = open(InputAlias::PlaceOf(path).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return OpenError(path, errno);
  InputFile file(path, descriptor);
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return OpenError(path, errno);
  if (S_ISDIR(status.st_mode)) {
    return Error{ErrorCode::kBadInput, path + ": this is a directory; name the CSV files in it"};
  }
  return file;
}

Result<std::size_t> InputFile::Read(char* to, std::size_t size) {
  std::size_t filled = 0;
  if (descriptor_ < 0) {
    filled = text_.copy(to, size, text_read_);
    text_read_ += filled;
  }
  while (descriptor_ >= 0 && filled < size) {
    const ssize_t got = read(descriptor_, to + filled, size - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return Error{ErrorCode::kDisk, path_ + ": cannot be read: " + std::strerror(errno)};
    }
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  hasher_->AddBytes({to, filled});
  return filled;
}

Status InputFile::Rewind() {
  text_read_ = 0;
  if (descriptor_ >= 0 && lseek(descriptor_, 0, SEEK_SET) != 0) {
    return Error{ErrorCode::kBadInput,
                 path_ +
                     ": this is a pipe, and its columns that are not known need a second look; "
                     "save it as a file first"};
  }
  hasher_ = std::make_unique<Sha256Hasher>();
  return {};
}

std::string InputFile::FinishSha256() { return ToHex(hasher_->Finish()); }

}  // namespace cognitrack
