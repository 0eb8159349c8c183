#include "base/packed_bytes.h"

#include <zstd.h>

#include <memory>

#include "base/check.h"

namespace cognitrack {
namespace {

// Packing is on the way of every answer that is read: the fastest level costs an eighth in size.
constexpr int kLevel = 1;
// A stored size that says more than this is damage.
constexpr std::int64_t kLargestBytes = std::int64_t{1} << 30;
constexpr std::size_t kLeastRoom = 1'024;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

// Its tables are as large as a small answer: they are made once a thread.
ZSTD_CCtx* Context() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  CHECK(context != nullptr, "memory for compression");
  return context.get();
}

std::size_t PackInto(std::string_view plain, std::size_t most, std::string* room) {
  if (room->size() < most) room->resize(most);
  return ZSTD_compressCCtx(Context(), room->data(), room->size(), plain.data(), plain.size(),
                           kLevel);
}

}  // namespace

PackedBytes::PackedBytes(std::string_view plain)
    : plain_size_(static_cast<std::int64_t>(plain.size())) {
  if (plain.empty()) return;
  thread_local std::string room;
  // Answers pack to far less than a quarter; the rest gets all the room that it could need.
  std::size_t size = PackInto(plain, plain.size() / 4 + kLeastRoom, &room);
  if (ZSTD_isError(size) != 0U) size = PackInto(plain, ZSTD_compressBound(plain.size()), &room);
  CHECK(ZSTD_isError(size) == 0U, "memory for compression");
  frame_.assign(room.data(), size);
}

PackedBytes PackedBytes::FromFrame(std::string_view frame, std::int64_t plain_size) {
  PackedBytes packed;
  packed.frame_ = frame;
  packed.plain_size_ = plain_size;
  return packed;
}

Result<std::string> PackedBytes::Unpacked() const {
  const bool is_possible = plain_size_ >= 0 && plain_size_ <= kLargestBytes;
  std::string plain(is_possible ? static_cast<std::size_t>(plain_size_) : 0, '\0');
  const std::size_t got =
      frame_.empty() ? 0
                     : ZSTD_decompress(plain.data(), plain.size(), frame_.data(), frame_.size());
  if (!is_possible || ZSTD_isError(got) != 0U || got != plain.size()) {
    return Error{ErrorCode::kDisk, "packed bytes are damaged"};
  }
  return plain;
}

}  // namespace cognitrack
