// VerbRequest: a request for a verb's document, as the command line would ask for it. Only what the
// route allows gets there; the command line's own parser checks the rest.
#pragma once

#include <string>
#include <vector>

#include "api/route_table.h"
#include "base/result.h"
#include "base/secret.h"
#include "cli/command_options.h"

namespace cognitrack {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// The name and value of each parameter, decoded ("+" is a blank), in order. kUsage for what cannot
// be decoded.
Result<Parameters> ParametersOf(const std::string& query);

// The members of a body, which is a JSON object of texts, whole numbers and truth values, or empty;
// and apart from them its secret, which stands in no parameter, option or message.
struct VerbBody {
  Parameters parameters;
  Secret secret;
};
// kUsage for a body that is none, and for a request that does not say that it is JSON: a page of
// another site cannot say so without having been asked.
Result<VerbBody> BodyOf(const Route& route, std::string_view content_type, std::string_view body);

// kUsage, in the words of parameters, for one that the route does not have, or that has a wrong
// form. The options ask for JSON.
Result<CommandOptions> OptionsOf(const RouteMatch& match, const Parameters& parameters);

// A message of the command line in the words of parameters: "--group-by" is 'group_by' there.
std::string InParameters(const Route& route, std::string message);

}  // namespace cognitrack
