// Percent-encoding of one value of a URL's query (RFC 3986 §2.1): every byte but letters, digits
// and
// "-._~" becomes %XX, so that no value can end the parameter it stands in.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

void AppendPercentEncoded(std::string_view value, std::string* to);

}  // namespace cognitrack
