#include "api/account_answer.h"

#include <boost/json.hpp>

#include "api/problem.h"
#include "cli/account_view.h"
#include "cli/json_members.h"

namespace cognitrack {
namespace {

constexpr std::int64_t kDefaultDays = 90;
constexpr std::int64_t kMostDays = 3'660;
constexpr std::size_t kLongestName = 100;

Error Wrong(const std::string& what) { return {ErrorCode::kUsage, what + "; nothing was changed"}; }

Result<std::vector<std::string>> SourcesIn(const boost::json::object& body) {
  std::vector<std::string> sources;
  const boost::json::value* list = body.if_contains("sources");
  if (list == nullptr || list->is_null()) return sources;
  const Error wrong = Wrong("'sources' is a list of names, or null for all");
  if (!list->is_array() || list->as_array().empty()) return wrong;
  for (const boost::json::value& one : list->as_array()) {
    if (!one.is_string()) return wrong;
    const std::string name(one.as_string());
    if (name.empty() || name.find('\n') != std::string::npos) return wrong;
    sources.push_back(name);
  }
  return sources;
}

}  // namespace

ServerResponse AccountAnswer(int status, std::string document) {
  ServerResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  response.body = std::move(document) + "\n";
  return response;
}

ServerResponse AccountDone() {
  ServerResponse response;
  response.status = 204;
  response.headers = {{"Cache-Control", "no-store"}};
  return response;
}

ServerResponse AccountRefusal(const Error& error) {
  if (error.code == ErrorCode::kUsage) return ProblemOf(409, "usage", error.message);
  return ProblemOf(503, std::string(NameOf(error.code)),
                   "this cannot be looked up or recorded now; nothing was changed");
}

ServerResponse SessionsAnswer(const std::vector<Session>& sessions, std::int64_t own,
                              UtcSeconds now) {
  JsonArray array;
  for (const Session& session : sessions) {
    if (!IsLive(session, now)) continue;
    array.Add(SessionObject(session).Set("current", session.id == own));
  }
  return AccountAnswer(200, JsonObject().Set("sessions", array).ToText());
}

Result<ApiToken> TokenIn(const boost::json::object& body, UtcSeconds now) {
  ApiToken token;
  token.name = TextIn(body, "name");
  if (token.name.empty() || token.name.size() > kLongestName) {
    return Wrong("'name' says what the token is for, in 100 characters at most");
  }
  const std::string role_name = body.contains("role") ? TextIn(body, "role") : "viewer";
  const auto role = RoleNamed(role_name);
  if (!role) return Wrong("'role' is viewer, operator, admin or owner");
  token.role = *role;
  TRY(token.sources, SourcesIn(body));
  std::int64_t days = kDefaultDays;
  if (const boost::json::value* given = body.if_contains("days"); given != nullptr) {
    days = given->is_int64() ? given->as_int64() : -1;
  }
  if (days < 0 || days > kMostDays) return Wrong("'days' is a number from 0 (never ends) to 3660");
  token.created_at = now;
  token.expires_at = days == 0 ? 0 : now + days * kSecondsPerDay;
  return token;
}

}  // namespace cognitrack
