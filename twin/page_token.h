// Page tokens: opaque to the client, "page_" and base64 with padding, so that they need percent-
// encoding. Bound to the exact query: a token that comes back with any other parameter is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace cognitrack::twin {

struct PagePosition {
  UtcSeconds next = 0;  // Where the page starts.
  UtcSeconds end = 0;   // The end of the query, fixed when its first page was served.
};

std::string IssueToken(const PagePosition& position, std::string_view query_identity);

// Nothing where the token was not issued for this query.
std::optional<PagePosition> ReadToken(std::string_view token, std::string_view query_identity);

}  // namespace cognitrack::twin
