// VerbRequest: a request for a verb's document, as the command line would ask for it. Only what the
// route allows gets there; the command line's own parser checks the rest.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <utility>
#include <vector>

#include "api/route_table.h"
#include "base/result.h"
#include "base/secret.h"
#include "cli/command_options.h"

namespace cognitrack {

// The name and value of each parameter, decoded ("+" is a blank), in order. kUsage for what cannot
// be decoded.
Result<std::vector<std::pair<std::string, std::string>>> ParametersOf(const std::string& query);

// kUsage, in the words of parameters, for one that the route does not have, or that has a wrong
// form. The options ask for JSON, and for what `more` says.
Result<CommandOptions> OptionsOf(const RouteMatch& match,
                                 const std::vector<std::pair<std::string, std::string>>& parameters,
                                 const std::vector<std::string>& more = {});
// Of the members of a body (`actor`: who asks), likewise.
Result<CommandOptions> OptionsOfBody(const RouteMatch& match, const boost::json::object& body,
                                     const std::string& actor);

// What a body holds under "secret", which gets into no option, message or log; may be empty.
Secret SecretOfBody(const boost::json::object& body);

// A message of the command line in the words of parameters: "--group-by" is 'group_by' there.
std::string InParameters(const Route& route, std::string message);

}  // namespace cognitrack
