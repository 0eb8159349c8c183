#include "api/usage_routes.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "api/problem.h"
#include "api/usage_events.h"
#include "cli/json_members.h"

namespace cognitrack {
namespace {

constexpr std::int64_t kMostEvents = 1'000;
constexpr std::int64_t kMostDaysBack = 30;

ServerResponse Wrong(const std::string& detail) { return ProblemOf(400, "usage", detail); }

std::optional<std::int64_t> WholeNumber(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, number);
  if (failed != std::errc() || stop != end) return std::nullopt;
  return number;
}

// From 1 to 30; 1 where it is not said. Nothing for anything else, "7" and 7.5 included.
std::optional<int> DaysBackIn(const boost::json::object& body) {
  const boost::json::value* value = body.if_contains("daysBack");
  if (value == nullptr) return 1;
  if (!value->is_int64()) return std::nullopt;
  const std::int64_t days = value->as_int64();
  if (days < 1 || days > kMostDaysBack) return std::nullopt;
  return static_cast<int>(days);
}

}  // namespace

ServerResponse UsageRoutes::Events(
    const std::vector<std::pair<std::string, std::string>>& parameters) {
  UsageEventsPage page;
  CommandOptions options;
  for (const auto& parameter : parameters) {
    const std::string& name = parameter.first;
    const std::string& value = parameter.second;
    if (name == "source") {
      options.source = value;
      continue;
    }
    if (name != "limit" && name != "offset") return Wrong("there is no parameter '" + name + "'");
    const auto number = WholeNumber(value);
    const std::int64_t least = name == "limit" ? 1 : 0;
    if (!number || *number < least) {
      return Wrong("'" + name + "' is a whole number of " + std::to_string(least) + " or more");
    }
    (name == "limit" ? page.limit : page.offset) = *number;
  }
  page.limit = std::min(page.limit, kMostEvents);
  const auto answer =
      verbs_.RunAs("usage events", options, [&page](CommandContext& context) -> Result<int> {
        TRY(const std::string document, UsageEventsJson(page, context));
        context.PrintJson(document);
        return 0;
      });
  if (!answer) return ProblemOf(answer.error());
  ServerResponse response;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "private, no-cache"}};
  response.body = answer->document;
  return response;
}

ServerResponse UsageRoutes::Pull(const boost::json::object& body) {
  const std::optional<int> days_back = DaysBackIn(body);
  if (!days_back) {
    return Wrong("'daysBack' is a whole number from 1 to 30; nothing was pulled");
  }
  const boost::json::value* source = body.if_contains("source");
  if (source != nullptr && !source->is_string()) return Wrong("'source' is a text");
  if (source == nullptr) return pulls_.RunDays(*days_back, std::nullopt);
  return pulls_.RunDays(*days_back, TextIn(body, "source"));
}

void AddErrorMember(ServerResponse* response) {
  if (response->status < 400) return;
  boost::json::object problem = ObjectIn(response->body);
  if (!problem.contains("detail") || problem.contains("error")) return;
  problem["error"] = problem.at("detail");
  response->body = boost::json::serialize(problem) + "\n";
}

}  // namespace cognitrack
