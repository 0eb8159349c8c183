// WholeFile: a file that appears whole or not at all: written beside its place, flushed to disk,
// then moved there.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cognitrack {

class WholeFile {
 public:
  // kDisk where it cannot be made.
  static Result<WholeFile> Create(const std::string& path);

  WholeFile(WholeFile&& other) noexcept;
  WholeFile& operator=(WholeFile&&) = delete;
  // Takes away what was written, unless Finish was called.
  ~WholeFile();

  // Failures are kept and told by Finish.
  void Write(std::string_view bytes);
  // Where the file stands until Finish, with all that was written so far: to look at it before.
  Result<std::string> Written();
  // Puts the file in its place. kDisk, with nothing in that place changed.
  Status Finish();

 private:
  WholeFile(std::string path, std::string beside, std::FILE* file)
      : path_(std::move(path)), beside_(std::move(beside)), file_(file) {}
  Error Failure(int code) const;

  std::string path_;
  std::string beside_;
  std::FILE* file_ = nullptr;
  int failed_ = 0;
};

// The same in one call.
Status WriteWholeFile(const std::string& path, std::string_view bytes);

}  // namespace cognitrack
