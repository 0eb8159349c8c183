// PredecessorsRoutes: the part of the route table that the predecessor's clients ask, under the
// paths and with the names that it had.
#pragma once

#include <vector>

#include "api/route_table.h"

namespace cognitrack {

std::vector<Route> PredecessorsRoutes();

}  // namespace cognitrack
