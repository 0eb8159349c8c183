// PackedBytes: bytes kept as one zstd frame, with the size they have unpacked. What is read in bulk
// and seldom looked at again, such as a provider's answer, is held and stored like this: a tenth to
// a twentieth of its size.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cognitrack {

class PackedBytes {
 public:
  PackedBytes() = default;  // Of no bytes.
  explicit PackedBytes(std::string_view plain);
  // A frame as it was stored, with the size that was stored beside it; checked by Unpacked() only.
  static PackedBytes FromFrame(std::string_view frame, std::int64_t plain_size);

  bool empty() const { return frame_.empty(); }
  const std::string& frame() const { return frame_; }
  std::int64_t plain_size() const { return plain_size_; }

  // kDisk where the frame is damaged or holds another number of bytes.
  Result<std::string> Unpacked() const;

 private:
  std::string frame_;
  std::int64_t plain_size_ = 0;
};

}  // namespace cognitrack
