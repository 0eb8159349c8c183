#include "twin/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <vector>

#include "base/check.h"

namespace cognitrack::twin {
namespace {

constexpr int kGzipWindowBits = 15 + 16;
constexpr std::size_t kStep = 1U << 20U;

// zlib takes its input by a pointer to non-const but only reads it.
Bytef* InputOf(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  CHECK(deflateInit2(&stream, 6, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY) == Z_OK,
        "zlib can compress");
  stream.next_in = InputOf(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string packed;
  std::vector<Bytef> buffer(kStep);
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = buffer.data();
    stream.avail_out = static_cast<uInt>(buffer.size());
    state = deflate(&stream, Z_FINISH);
    packed.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream.avail_out);
  }
  deflateEnd(&stream);
  CHECK(state == Z_STREAM_END, "zlib compresses to the end");
  return packed;
}

std::optional<std::string> Gunzip(std::string_view bytes, std::size_t bytes_max) {
  z_stream stream{};
  CHECK(inflateInit2(&stream, kGzipWindowBits) == Z_OK, "zlib can expand");
  stream.next_in = InputOf(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string plain;
  std::vector<Bytef> buffer(kStep);
  int state = Z_OK;
  while (state == Z_OK && plain.size() <= bytes_max) {
    stream.next_out = buffer.data();
    stream.avail_out = static_cast<uInt>(buffer.size());
    state = inflate(&stream, Z_NO_FLUSH);
    plain.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END || plain.size() > bytes_max) return std::nullopt;
  return plain;
}

}  // namespace cognitrack::twin
