// WriteLock: one writing process a database. An operating-system lock on "<database>.lock", free at
// once when its process dies; the holder's process id stands in the file. The file itself stays.
// A rollback, which is many writes with questions between them, holds another one from its begin to
// its end, on "<database>.rollback.lock".
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace cognitrack {

class WriteLock {
 public:
  // kTryLater, naming the holder, where it is taken; kConfig where the file cannot be made.
  static Result<std::unique_ptr<WriteLock>> Take(const std::string& database_path);
  static Result<std::unique_ptr<WriteLock>> TakeForRollback(const std::string& database_path);

  explicit WriteLock(int file) : file_(file) {}
  ~WriteLock();
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;

 private:
  // `held_by` says why it cannot be had, given who has it.
  static Result<std::unique_ptr<WriteLock>> TakeFile(
      const std::string& path, const std::function<std::string(const std::string&)>& held_by);

  int file_;
};

}  // namespace cognitrack
