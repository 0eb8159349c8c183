#include "api/verb_request.h"

#include <algorithm>

#include "cli/argument_parser.h"
#include "cli/json_members.h"
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

std::vector<std::string> WordsOf(std::string_view verb) {
  std::vector<std::string> arguments;
  for (std::string_view words = verb; !words.empty();) {
    const std::string_view word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
    arguments.emplace_back(word);
  }
  arguments.insert(arguments.end(), {"--json", "--quiet"});
  return arguments;
}

// With what the path names, and what stands behind it.
Result<CommandOptions> Parsed(const RouteMatch& match, std::vector<std::string> arguments,
                              const std::vector<std::string>& behind) {
  std::vector<std::string> places;
  for (const auto& [name, value] : match.segments) {
    const std::string option = "--" + std::string(name);
    const OptionSpec* const spec = OptionOf(*match.route, name);
    if (spec != nullptr && spec->name == option) {
      arguments.push_back(option + "=" + value);
    } else {
      places.push_back(value);
    }
  }
  places.insert(places.end(), behind.begin(), behind.end());
  if (!places.empty()) arguments.emplace_back("--");
  arguments.insert(arguments.end(), places.begin(), places.end());
  auto parsed = ParseArguments(arguments);
  if (!parsed) {
    return Error{parsed.error().code, InParameters(*match.route, parsed.error().message)};
  }
  return std::move(parsed->options);
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> ParametersOf(const std::string& query) {
  std::vector<std::pair<std::string, std::string>> parameters;
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

Result<CommandOptions> OptionsOf(const RouteMatch& match,
                                 const std::vector<std::pair<std::string, std::string>>& parameters,
                                 const std::vector<std::string>& more) {
  const Route& route = *match.route;
  std::vector<std::string> arguments = WordsOf(route.verb);
  arguments.insert(arguments.end(), more.begin(), more.end());
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
  return Parsed(match, std::move(arguments), {});
}

Result<CommandOptions> OptionsOfBody(const RouteMatch& match, const boost::json::object& body,
                                     const std::string& actor) {
  const Route& route = *match.route;
  std::vector<std::string> arguments = WordsOf(route.verb);
  std::vector<std::string> behind;
  for (const std::string_view field : route.fields) {
    const boost::json::value* value = body.if_contains(field);
    if (value == nullptr && field == kSecretField) {
      return Error{ErrorCode::kUsage, "the body has no 'secret'; nothing was done"};
    }
    if (value == nullptr) continue;
    const std::string option = OptionOfField(field);
    const OptionSpec* const spec = OptionOf(route, option);
    const bool is_flag =
        spec != nullptr && std::holds_alternative<bool CommandOptions::*>(spec->target);
    if (is_flag ? !value->is_bool() : !value->is_string()) {
      return Error{ErrorCode::kUsage,
                   "'" + std::string(field) + (is_flag ? "' is true or false" : "' is a text")};
    }
    if (field == kSecretField) continue;
    if (is_flag && value->get_bool()) arguments.push_back(option);
    if (is_flag) continue;
    const std::string text = TextIn(body, field);
    if (spec != nullptr) {
      arguments.push_back(option + "=" + text);
    } else {
      behind.push_back(text);
    }
  }
  if (!route.actor.empty()) arguments.push_back(std::string(route.actor) + "=" + actor);
  return Parsed(match, std::move(arguments), behind);
}

Secret SecretOfBody(const boost::json::object& body) { return Secret(TextIn(body, kSecretField)); }

std::string InParameters(const Route& route, std::string message) {
  const std::size_t help = message.find(" ('cognitrack ");
  if (help != std::string::npos) message.resize(help);
  for (const std::string_view option : route.options) {
    Replace(std::string(option), ParameterOf(option), &message);
  }
  return message;
}

}  // namespace cognitrack
