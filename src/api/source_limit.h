// What a token of some sources may ask about.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/caller.h"
#include "api/route_table.h"

namespace cognitrack {

// A token of some sources asks about one of them, and sees no others: the first where it names
// none. A refusal where it asks for more.
std::optional<ServerResponse> LimitToSources(
    const Route& route, const Caller& caller,
    std::vector<std::pair<std::string, std::string>>* parameters);

}  // namespace cognitrack
