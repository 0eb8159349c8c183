// InputFile: a file, pipe or text read from front to back, with the SHA-256 of the bytes that were
// read.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"

namespace cognitrack {

class InputFile {
 public:
  // kBadInput for a path that does not exist, is a directory or may not be read.
  static Result<InputFile> Open(const std::string& path);
  ~InputFile();
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;

  // A text that is in memory for as long as this, under a name for messages.
  static InputFile OfText(const std::string& name, std::string_view text);

  // Whether the path leads to something that gives its bytes only once.
  static bool IsPipe(const std::string& path);

  // Fills `to` unless the input ends before; gives the number of bytes read. kDisk where the file
  // system fails.
  Result<std::size_t> Read(char* to, std::size_t size);

  // Back to the first byte; the hash begins anew. kBadInput for a pipe.
  Status Rewind();

  // Lower-case hex, of all bytes read since Open or Rewind. Once.
  std::string FinishSha256();

  const std::string& path() const { return path_; }

 private:
  InputFile(std::string path, int descriptor);

  std::string path_;
  int descriptor_ = -1;  // -1: the text.
  std::string_view text_;
  std::size_t text_read_ = 0;
  std::unique_ptr<Sha256Hasher> hasher_;
};

}  // namespace cognitrack
