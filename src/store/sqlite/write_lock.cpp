#include "store/sqlite/write_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "store/sql_session.h"

namespace cognitrack {
namespace {

std::string HolderIn(int file) {
  std::array<char, 32> text{};
  const ssize_t length = pread(file, text.data(), text.size(), 0);
  std::string holder;
  for (ssize_t i = 0; i < length; ++i) {
    const char c = text[static_cast<std::size_t>(i)];
    if (c < '0' || c > '9') break;
    holder.push_back(c);
  }
  return holder.empty() ? "another process" : "process " + holder;
}

Error Failure(const std::string& path, std::string_view doing, int reason) {
  const bool disk = reason == ENOSPC || reason == EIO || reason == EDQUOT;
  return Error{disk ? ErrorCode::kDisk : ErrorCode::kConfig,
               path + ": " + std::string(doing) + ": " + std::strerror(reason) +
                   (disk ? "; free some space and run the command again; nothing was stored"
                         : "; check that the directory exists and that this user may write in it; "
                           "nothing was stored")};
}

}  // namespace

Result<std::unique_ptr<WriteLock>> WriteLock::Take(const std::string& database_path) {
  return TakeFile(database_path + ".lock", [&database_path](const std::string& holder) {
    return database_path + ": locked by " + holder +
           ", which is writing to it; nothing was stored; run the command again when it is done";
  });
}

Result<std::unique_ptr<WriteLock>> WriteLock::TakeForRollback(const std::string& database_path) {
  return TakeFile(database_path + ".rollback.lock", [&database_path](const std::string& holder) {
    return RollbackHeldBy(database_path, holder);
  });
}

Result<std::unique_ptr<WriteLock>> WriteLock::TakeFile(
    const std::string& path, const std::function<std::string(const std::string&)>& held_by) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Failure(path, "the lock file cannot be made", errno);
  auto lock = std::make_unique<WriteLock>(file);
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Failure(path, "the lock cannot be taken", errno);
    return Error{ErrorCode::kTryLater, held_by(HolderIn(file))};
  }
  const std::string pid = std::to_string(getpid()) + "\n";
  if (ftruncate(file, 0) != 0 ||
      pwrite(file, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return Failure(path, "the lock file cannot be written", errno);
  }
  return lock;
}

WriteLock::~WriteLock() { close(file_); }

}  // namespace cognitrack
