// TemporaryFile: a file without a name, for this user alone (mode 0600), which is gone with its
// last descriptor, however the process ends.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cognitrack {

class TemporaryFile {
 public:
  // kDisk where none can be made there.
  static Result<TemporaryFile> Make(const std::string& directory);
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();

  // kDisk where it does not fit.
  Status Append(std::string_view bytes);
  // Where this process can open it again, from the first byte, for as long as this lives.
  std::string path() const;

 private:
  explicit TemporaryFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace cognitrack
