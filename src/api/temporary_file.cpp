#include "api/temporary_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace cognitrack {

Result<TemporaryFile> TemporaryFile::Make(const std::string& directory) {
  std::string name = directory + "/.cognitrack-upload-XXXXXX";
  const int descriptor = mkostemp(name.data(), O_CLOEXEC);  // Mode 0600.
  if (descriptor < 0) {
    return Error{ErrorCode::kDisk, "no file can be made in the service's directory: " +
                                       std::string(std::strerror(errno)) + "; nothing was stored"};
  }
  unlink(name.c_str());
  return TemporaryFile(descriptor);
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

TemporaryFile::~TemporaryFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

Status TemporaryFile::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      return Error{ErrorCode::kDisk,
                   "the file cannot be kept while it comes: " + std::string(std::strerror(errno)) +
                       "; nothing was stored"};
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

std::string TemporaryFile::path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

}  // namespace cognitrack
