// The JSON body of a request, strictly: an object with members that its route has, and no others.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <variant>

#include "api/route_table.h"
#include "server/message.h"

namespace cognitrack {

// 415 for another Content-Type than application/json, 400 for what is no JSON object or has a
// member that the route does not. An empty body is an empty object.
std::variant<boost::json::object, ServerResponse> BodyOf(const Route& route,
                                                         const ServerRequest& request);

}  // namespace cognitrack
