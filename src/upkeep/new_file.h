// NewFile: a file that is made beside its place and put there once it is known to be good, never
// over another one; with room for it checked first. Gone, with all that a database leaves beside
// it, unless it was put there.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/hash.h"
#include "base/result.h"

namespace cognitrack {

// The bytes that can still be written in a directory.
using FreeBytes = std::function<Result<std::uint64_t>(const std::string& directory)>;
Result<std::uint64_t> FreeBytesOf(const std::string& directory);

class NewFile {
 public:
  // kUsage where there is a file of that name, or no such directory.
  static Result<NewFile> At(const std::string& place);
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  // kDisk unless `bytes` and some more fit in its directory.
  Status CheckRoom(std::uint64_t bytes, const FreeBytes& free_bytes) const;
  // Where it is to be made.
  const std::string& path() const { return path_; }
  // Flushes it to disk, its owner's alone, and puts it in its place. kUsage where somebody else has
  // made one there meanwhile.
  Status Put();

 private:
  explicit NewFile(std::string place);
  void Remove() const;

  std::string place_;
  std::string path_;
};

// Hash and size of a whole file.
struct FileDigest {
  Hash256 sha256;
  std::uint64_t bytes = 0;
};
Result<FileDigest> DigestOf(const std::string& path);

}  // namespace cognitrack
