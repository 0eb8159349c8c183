// WriteLock: one writing process a database. An operating-system lock on "<database>.lock", free at
// once when its process dies; the holder's process id stands in the file. The file itself stays.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace cognitrack {

class WriteLock {
 public:
  // kTryLater, naming the holder, where it is taken; kConfig where the file cannot be made.
  static Result<std::unique_ptr<WriteLock>> Take(const std::string& database_path);

  explicit WriteLock(int file) : file_(file) {}
  ~WriteLock();
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;

 private:
  int file_;
};

}  // namespace cognitrack
