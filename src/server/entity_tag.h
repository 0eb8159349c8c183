// Entity tags (RFC 9110 §8.8.3): which content a response holds, so that it is not sent twice.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

// A strong tag, quotes included: the hash of the bytes.
std::string EntityTagOf(std::string_view body);

// The tag of the same content compressed: other bytes, so another strong tag.
std::string GzipTagOf(std::string_view tag);

// Whether an If-None-Match names `tag` ("*" names all), whatever is weak or strong.
bool NamesTag(std::string_view if_none_match, std::string_view tag);

}  // namespace cognitrack
