#include "cli/whole_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace cognitrack {

Result<WholeFile> WholeFile::Create(const std::string& path) {
  std::string beside = path + ".part-" + std::to_string(getpid());
  std::FILE* file = std::fopen(beside.c_str(), "wbx");
  if (file == nullptr) {
    return Error{ErrorCode::kDisk, path + ": cannot be written: " + std::strerror(errno)};
  }
  return WholeFile(path, std::move(beside), file);
}

WholeFile::WholeFile(WholeFile&& other) noexcept
    : path_(std::move(other.path_)),
      beside_(std::move(other.beside_)),
      file_(std::exchange(other.file_, nullptr)),
      failed_(other.failed_) {}

WholeFile::~WholeFile() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  std::remove(beside_.c_str());
}

void WholeFile::Write(std::string_view bytes) {
  if (failed_ != 0 || bytes.empty()) return;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) {
    failed_ = errno != 0 ? errno : EIO;
  }
}

Result<std::string> WholeFile::Written() {
  if (failed_ == 0 && std::fflush(file_) != 0) failed_ = errno;
  if (failed_ != 0) return Failure(failed_);
  return beside_;
}

Status WholeFile::Finish() {
  if (failed_ == 0 && (std::fflush(file_) != 0 || fsync(fileno(file_)) != 0)) failed_ = errno;
  if (std::fclose(std::exchange(file_, nullptr)) != 0 && failed_ == 0) failed_ = errno;
  if (failed_ == 0 && std::rename(beside_.c_str(), path_.c_str()) != 0) failed_ = errno;
  if (failed_ == 0) return {};
  std::remove(beside_.c_str());
  return Failure(failed_);
}

Error WholeFile::Failure(int code) const {
  return Error{ErrorCode::kDisk, path_ + ": cannot be written: " + std::strerror(code) +
                                     "; what stood there before is unchanged"};
}

Status WriteWholeFile(const std::string& path, std::string_view bytes) {
  TRY(WholeFile file, WholeFile::Create(path));
  file.Write(bytes);
  return file.Finish();
}

}  // namespace cognitrack
