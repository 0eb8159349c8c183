#include "server/content_coding.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.h"
#include "server/head_check.h"

namespace cognitrack {
namespace {

constexpr int kGzipWindowBits = 15 + 16;

// Up to the next separator, trimmed; what follows it stays in `rest`.
std::string_view TakePart(std::string_view* rest, char separator) {
  const std::size_t end = rest->find(separator);
  const std::string_view part = Trimmed(rest->substr(0, end));
  rest->remove_prefix(end == rest->npos ? rest->size() : end + 1);
  return part;
}

// "q=0", "q=0.000"
bool IsZeroWeight(std::string_view parameter) {
  if (parameter.size() < 3 || !EqualsIgnoringCase(parameter.substr(0, 2), "q=")) return false;
  return parameter.find_first_not_of("0.", 2) == parameter.npos;
}

}  // namespace

bool AllowsGzip(std::string_view accept_encoding) {
  bool any = false;
  while (!accept_encoding.empty()) {
    std::string_view entry = TakePart(&accept_encoding, ',');
    const std::string_view coding = TakePart(&entry, ';');
    const bool allowed = !IsZeroWeight(TakePart(&entry, ';'));
    if (EqualsIgnoringCase(coding, "gzip")) return allowed;
    if (coding == "*") any = allowed;
  }
  return any;
}

bool IsCompressible(std::string_view content_type) {
  constexpr std::array<std::string_view, 5> kTypes = {"application/json", "application/javascript",
                                                      "application/x-ndjson", "application/xml",
                                                      "image/svg+xml"};
  const std::string_view type = TakePart(&content_type, ';');
  if (EqualsIgnoringCase(type.substr(0, 5), "text/")) return true;
  if (type.size() > 5 && EqualsIgnoringCase(type.substr(type.size() - 5), "+json")) return true;
  return std::any_of(kTypes.begin(), kTypes.end(),
                     [&](std::string_view known) { return EqualsIgnoringCase(type, known); });
}

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  CHECK(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY) ==
            Z_OK,
        "zlib can compress");
  CHECK(bytes.size() <= std::numeric_limits<uInt>::max(), "zlib takes it in one piece");
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  // zlib takes its input by a pointer to non-const but only reads it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int state = deflate(&stream, Z_FINISH);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  CHECK(state == Z_STREAM_END, "zlib compresses into what it calls its bound");
  return packed;
}

}  // namespace cognitrack
