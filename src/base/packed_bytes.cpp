#include "base/packed_bytes.h"

#include <zstd.h>

#include <array>
#include <memory>

#include "base/check.h"

namespace cognitrack {
namespace {

// Packing is on the way of every answer that is read: the fastest level costs an eighth in size.
constexpr int kLevel = 1;
// A stored size that says more than this is damage.
constexpr std::int64_t kLargestBytes = std::int64_t{1} << 30;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

// Its tables are as large as a small answer: they are made once.
ZSTD_CCtx* Context() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  CHECK(context != nullptr, "memory for compression");
  return context.get();
}

}  // namespace

PackedBytes::PackedBytes(std::string_view plain)
    : plain_size_(static_cast<std::int64_t>(plain.size())) {
  if (plain.empty()) return;
  ZSTD_CCtx* context = Context();
  ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setPledgedSrcSize(context, plain.size());
  // By pieces, so that no room as large as the input is needed.
  thread_local std::array<char, 131'072> piece;
  ZSTD_inBuffer in{plain.data(), plain.size(), 0};
  std::size_t left = 0;
  do {
    ZSTD_outBuffer out{piece.data(), piece.size(), 0};
    left = ZSTD_compressStream2(context, &out, &in, ZSTD_e_end);
    CHECK(ZSTD_isError(left) == 0U, "memory for compression");
    frame_.append(piece.data(), out.pos);
  } while (left != 0);
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
