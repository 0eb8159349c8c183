#include "api/verb_request.h"

#include <algorithm>
#include <boost/json.hpp>

#include "cli/argument_parser.h"
#include "cli/nearest_name.h"
#include "server/percent_coding.h"

namespace cognitrack {
namespace {

// "+" is a blank there.
Result<std::string> Decoded(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  if (auto decoded = PercentDecoded(spaced)) return *std::move(decoded);
  return Error{ErrorCode::kUsage,
               "the query cannot be decoded: a '%' in it stands before no two hexadecimal digits"};
}

Error UnknownParameter(const Route& route, const std::string& name) {
  std::vector<std::string> known;
  for (const std::string_view option : route.options) known.push_back(ParameterOf(option));
  std::string message = "there is no parameter '" + name + "'";
  if (const auto nearest = NearestName(name, known))
    message += "; did you mean '" + *nearest + "'?";
  return Error{ErrorCode::kUsage, message};
}

void Replace(const std::string& what, const std::string& by, std::string* text) {
  for (std::size_t at = text->find(what); at != std::string::npos;
       at = text->find(what, at + by.size())) {
    text->replace(at, what.size(), by);
  }
}

}  // namespace

Result<Parameters> ParametersOf(const std::string& query) {
  Parameters parameters;
  for (std::string_view rest = query; !rest.empty();) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    TRY(std::string name, Decoded(pair.substr(0, equals)));
    TRY(std::string value,
        Decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1)));
    parameters.emplace_back(std::move(name), std::move(value));
  }
  return parameters;
}

Result<VerbBody> BodyOf(const Route& route, std::string_view content_type, std::string_view body) {
  namespace json = boost::json;
  VerbBody read;
  if (body.empty()) return read;
  if (content_type.substr(0, content_type.find(';')) != "application/json") {
    return Error{ErrorCode::kUsage, "a body must be JSON, with 'Content-Type: application/json'"};
  }
  json::error_code failed;
  const json::value value = json::parse(json::string_view(body.data(), body.size()), failed);
  if (failed || !value.is_object()) {
    return Error{ErrorCode::kUsage, "the body must be a JSON object"};
  }
  for (const auto& member : value.get_object()) {
    const std::string name(member.key());
    const json::value& held = member.value();
    if (route.takes_secret && name == "secret" && held.is_string()) {
      read.secret = Secret(std::string(held.get_string()));
    } else if (held.is_string()) {
      read.parameters.emplace_back(name, std::string(held.get_string()));
    } else if (held.is_bool()) {
      read.parameters.emplace_back(name, held.get_bool() ? "true" : "false");
    } else if (held.is_int64()) {
      read.parameters.emplace_back(name, std::to_string(held.get_int64()));
    } else {
      return Error{ErrorCode::kUsage, "'" + name + "' has a value of a wrong form"};
    }
  }
  return read;
}

Result<CommandOptions> OptionsOf(const RouteMatch& match, const Parameters& parameters) {
  const Route& route = *match.route;
  std::vector<std::string> arguments;
  for (std::string_view words = route.verb; !words.empty();) {
    const std::string_view word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
    arguments.emplace_back(word);
  }
  arguments.insert(arguments.end(), {"--json", "--quiet"});
  for (const auto& parameter : parameters) {
    const std::string& name = parameter.first;
    const std::string& value = parameter.second;
    const auto option =
        std::find_if(route.options.begin(), route.options.end(),
                     [&name](std::string_view known) { return ParameterOf(known) == name; });
    if (option == route.options.end()) return UnknownParameter(route, name);
    const OptionSpec* const spec = OptionOf(route, *option);
    const bool is_flag = std::holds_alternative<bool CommandOptions::*>(spec->target);
    if (is_flag && value != "true" && value != "false") {
      return Error{ErrorCode::kUsage, "'" + name + "' is true or false"};
    }
    // In one word, so that no value is taken for an option.
    if (!is_flag) arguments.push_back(std::string(*option) + "=" + value);
    if (is_flag && value == "true") arguments.emplace_back(*option);
  }
  if (!match.segments.empty()) arguments.emplace_back("--");
  for (const auto& [name, value] : match.segments) arguments.push_back(value);
  auto parsed = ParseArguments(arguments);
  if (!parsed) {
    return Error{parsed.error().code, InParameters(route, parsed.error().message)};
  }
  return std::move(parsed->options);
}

std::string InParameters(const Route& route, std::string message) {
  const std::size_t help = message.find(" ('cognitrack ");
  if (help != std::string::npos) message.resize(help);
  for (const std::string_view option : route.options) {
    Replace(std::string(option), ParameterOf(option), &message);
  }
  return message;
}

}  // namespace cognitrack
