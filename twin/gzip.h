// gzip, for responses that are sent compressed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cognitrack::twin {

std::string Gzip(std::string_view bytes);

// Nothing where `bytes` is no gzip or expands to more than `bytes_max`.
std::optional<std::string> Gunzip(std::string_view bytes, std::size_t bytes_max);

}  // namespace cognitrack::twin
