#include "api/run_order.h"

#include <array>
#include <utility>

#include "cli/argument_parser.h"
#include "cli/json_members.h"

namespace cognitrack {
namespace {

namespace json = boost::json;

constexpr std::int64_t kMostDays = 366;

Error Wrong(const std::string& what) { return {ErrorCode::kUsage, what + "; nothing was pulled"}; }

}  // namespace

Result<CommandOptions> RunOrderOf(const json::object& body, Day today) {
  for (const char* name : {"source", "surface", "from", "to", "label"}) {
    const json::value* value = body.if_contains(name);
    if (value != nullptr && !value->is_string()) {
      return Wrong("'" + std::string(name) + "' is a text");
    }
  }
  const json::value* days = body.if_contains("days");
  const bool has_days =
      days != nullptr && days->is_int64() && days->as_int64() >= 1 && days->as_int64() <= kMostDays;
  if (days != nullptr && !has_days) {
    return Wrong("'days' is a whole number from 1 to " + std::to_string(kMostDays));
  }
  const bool has_range = body.contains("from") || body.contains("to");
  if (has_range && (has_days || !body.contains("from") || !body.contains("to"))) {
    return Wrong("days are named by 'from' and 'to', or by 'days'");
  }
  std::vector<std::string> arguments = {has_range || has_days ? "backfill" : "ingest", "--json",
                                        "--quiet"};
  // In one word each, so that no value is taken for an option.
  const auto add = [&arguments](const std::string& option, const std::string& value) {
    arguments.push_back(option + "=" + value);
  };
  const std::string label = TextIn(body, "label");
  add("--label", label.empty() ? "asked" : label);
  for (const char* name : {"source", "surface"}) {
    if (body.contains(name)) add("--" + std::string(name), TextIn(body, name));
  }
  if (has_range) {
    add("--start", TextIn(body, "from"));
    add("--end", TextIn(body, "to"));
  }
  if (has_days) {
    add("--start", FormatDay(today - static_cast<int>(days->as_int64() - 1)));
    add("--end", FormatDay(today));
  }
  auto parsed = ParseArguments(arguments);
  if (!parsed) return Error{parsed.error().code, InMembers(parsed.error().message)};
  return std::move(parsed->options);
}

std::string InMembers(std::string message) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kWords = {
      {{"--start", "from"},
       {"--end", "to"},
       {"--surface", "surface"},
       {"--source", "source"},
       {"--label", "label"}}};
  const std::size_t help = message.find(" ('cognitrack ");
  if (help != std::string::npos) message.resize(help);
  for (const auto& [option, member] : kWords) {
    for (std::size_t at = message.find(option); at != std::string::npos;
         at = message.find(option, at + member.size())) {
      message.replace(at, option.size(), member);
    }
  }
  return message;
}

}  // namespace cognitrack
