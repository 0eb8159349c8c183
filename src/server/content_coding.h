// gzip for responses: whether the other side takes it, whether a type is worth it, and the bytes.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

// Whether an Accept-Encoding allows gzip: by name or by "*", with a weight above 0.
bool AllowsGzip(std::string_view accept_encoding);

// Text and JSON, by the Content-Type.
bool IsCompressible(std::string_view content_type);

// At zlib's fastest level.
std::string Gzip(std::string_view bytes);

}  // namespace cognitrack
