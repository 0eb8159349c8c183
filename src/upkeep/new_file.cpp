#include "upkeep/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace cognitrack {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNothing = "; nothing was written";

Error DiskError(const std::string& path, const std::string& doing, int code) {
  return Error{ErrorCode::kDisk,
               path + ": " + doing + ": " + std::strerror(code) + std::string(kNothing)};
}

Error IsThere(const std::string& place) {
  return Error{ErrorCode::kUsage, place +
                                      ": there is a file of that name already, and it is never "
                                      "overwritten; name another" +
                                      std::string(kNothing)};
}

std::string DirectoryOf(const std::string& path) {
  const fs::path directory = fs::path(path).parent_path();
  return directory.empty() ? "." : directory.string();
}

Status FlushToDisk(const std::string& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) return DiskError(path, "cannot be opened", errno);
  const bool failed = fsync(file) != 0;
  const int code = errno;
  close(file);
  if (failed) return DiskError(path, "cannot be flushed to disk", code);
  return {};
}

std::string Mebibytes(std::uint64_t bytes) {
  return std::to_string((bytes + (1U << 20) - 1) >> 20) + " MiB";
}

}  // namespace

Result<std::uint64_t> FreeBytesOf(const std::string& directory) {
  std::error_code error;
  const fs::space_info space = fs::space(directory, error);
  if (!error) return std::uint64_t{space.available};
  return Error{ErrorCode::kDisk, directory + ": " + error.message() + std::string(kNothing)};
}

Result<NewFile> NewFile::At(const std::string& place) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(place, error))) return IsThere(place);
  if (!fs::is_directory(DirectoryOf(place), error)) {
    return Error{ErrorCode::kUsage, DirectoryOf(place) +
                                        ": there is no such directory; make it, "
                                        "or name another place" +
                                        std::string(kNothing)};
  }
  NewFile file(place);
  // What an earlier process of the same number that was killed left there.
  file.Remove();
  return file;
}

NewFile::NewFile(std::string place)
    : place_(std::move(place)), path_(place_ + ".part-" + std::to_string(getpid())) {}

NewFile::NewFile(NewFile&& other) noexcept
    : place_(std::move(other.place_)), path_(std::exchange(other.path_, "")) {}

NewFile::~NewFile() { Remove(); }

void NewFile::Remove() const {
  if (path_.empty()) return;
  for (const char* end : {"", "-wal", "-shm", "-journal", ".lock"}) {
    std::error_code ignored;
    fs::remove(path_ + end, ignored);
  }
}

Status NewFile::CheckRoom(std::uint64_t bytes, const FreeBytes& free_bytes) const {
  constexpr std::uint64_t kLeftOver = 16 << 20;
  TRY(const std::uint64_t available, free_bytes(DirectoryOf(place_)));
  if (available >= bytes + kLeftOver) return {};
  return Error{ErrorCode::kDisk, DirectoryOf(place_) + ": " + Mebibytes(bytes + kLeftOver) +
                                     " are needed and " + Mebibytes(available) +
                                     " are free; make room, or name another place with --out" +
                                     std::string(kNothing)};
}

Status NewFile::Put() {
  if (chmod(path_.c_str(), 0600) != 0) return DiskError(path_, "its mode cannot be set", errno);
  TRY_VOID(FlushToDisk(path_, O_RDWR));
  // Of a file system that cannot tell whether it would overwrite, the name is looked at once more.
  int failed = renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, place_.c_str(), RENAME_NOREPLACE);
  if (failed != 0 && errno == EINVAL) {
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(place_, ignored))) return IsThere(place_);
    failed = std::rename(path_.c_str(), place_.c_str());
  }
  if (failed != 0) {
    return errno == EEXIST ? IsThere(place_) : DiskError(place_, "cannot be put there", errno);
  }
  Remove();
  path_.clear();
  return FlushToDisk(DirectoryOf(place_), O_RDONLY | O_DIRECTORY);
}

Result<FileDigest> DigestOf(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) return DiskError(path, "cannot be read", errno);
  Sha256Hasher hasher;
  FileDigest digest;
  std::array<char, 1 << 16> buffer;
  for (std::size_t got = 1; got > 0;) {
    got = std::fread(buffer.data(), 1, buffer.size(), file);
    hasher.AddBytes({buffer.data(), got});
    digest.bytes += got;
  }
  const bool failed = std::ferror(file) != 0;
  const int code = errno;
  std::fclose(file);
  if (failed) return DiskError(path, "cannot be read", code);
  digest.sha256 = hasher.Finish();
  return digest;
}

}  // namespace cognitrack
