#include "cli/service_questions.h"

#include <boost/json.hpp>

#include "cli/display_text.h"
#include "cli/json_members.h"
#include "cli/page_cursor.h"
#include "ingest/ledger_reading.h"
#include "net/percent_encoding.h"

namespace cognitrack {
namespace {

namespace json = boost::json;

constexpr std::string_view kBase = "/api/v1";
// A page of a large ledger is summed up before its first byte.
constexpr std::chrono::milliseconds kPatience = std::chrono::minutes(5);

std::string UrlOf(const std::string& base, std::string_view route,
                  const QueryParameters& parameters) {
  std::string url = base + std::string(kBase) + std::string(route);
  char before = '?';
  for (const auto& [name, value] : parameters) {
    url += before + name + '=';
    AppendPercentEncoded(value, &url);
    before = '&';
  }
  return url;
}

std::string Sentence(const std::string& detail) {
  return detail.empty() ? std::string() : ": " + Printable(detail);
}

}  // namespace

Result<json::object> ServiceQuestions::Get(std::string_view route,
                                           const QueryParameters& parameters) {
  HttpLimits limits;
  limits.first_byte = limits.total = kPatience;
  HttpResponse response;
  transport_.Get({UrlOf(service_.url, route, parameters), service_.token, {}}, limits, &response);
  const std::string where = service_.url + std::string(kBase) + std::string(route);
  if (response.failure == HttpFailure::kInterrupted) return ComparisonInterrupted();
  if (response.failure != HttpFailure::kNone) {
    return Error{ErrorCode::kUnavailable,
                 where + ": " + response.failure_detail +
                     "; nothing was compared: is the service running, and is this its address? "
                     "'cognitrack health --url " +
                     service_.url + "' tells"};
  }
  if (response.status != 200) return Refusal(where, response);
  json::object answer = ObjectIn(response.body);
  if (answer.empty()) {
    return Error{ErrorCode::kConfig,
                 where +
                     " answered with something else than a document of "
                     "CogniTrack; nothing was compared: --url takes the "
                     "address of 'cognitrack serve', without a path of its own"};
  }
  return answer;
}

Status ServiceQuestions::EachPage(std::string_view route, QueryParameters parameters,
                                  const std::function<Status(const json::object&)>& page) {
  parameters.emplace_back("limit", std::to_string(kMostRowsOfAPage));
  const std::size_t first = parameters.size();
  while (true) {
    TRY(const json::object answer, Get(route, parameters));
    TRY_VOID(page(answer));
    const json::value* next = answer.if_contains("next");
    if (next == nullptr) return Lacks(route, "next");
    if (!next->is_string()) return {};
    parameters.resize(first);
    parameters.emplace_back("cursor", next->as_string());
  }
}

Error ServiceQuestions::Lacks(std::string_view route, std::string_view what) const {
  return {ErrorCode::kConfig,
          service_.url + std::string(kBase) + std::string(route) + ": the answer has no '" +
              std::string(what) +
              "' as this version knows it; nothing was compared: the service "
              "is of another version, bring both to one ('cognitrack version')"};
}

Error ServiceQuestions::Refusal(const std::string& where, const HttpResponse& response) const {
  const json::object problem = ObjectIn(response.body);
  const std::string detail = TextIn(problem, "detail");
  const std::string answered = where + " answered " + std::to_string(response.status);
  const std::string what = answered + Sentence(detail) + "; nothing was compared";
  switch (response.status) {
    case 401:
    case 403:
      return NotAllowed(answered, detail);
    case 429:
      return {ErrorCode::kTryLater, what + ": try again in a minute"};
    case 502:
    case 503:
    case 504:
      return {ErrorCode::kUnavailable, what +
                                           ": compare again when the service is ready "
                                           "('cognitrack health' waits for nothing else)"};
    default:
      break;
  }
  const std::string code = TextIn(problem, "code");
  if (code.empty()) {
    const std::string to(response.Header("location"));
    return {ErrorCode::kConfig, answered + (to.empty() ? "" : ", which leads to " + Printable(to)) +
                                    "; nothing was compared: no CogniTrack answers there; --url "
                                    "takes the address of 'cognitrack serve'"};
  }
  // What this version asks is right by its own rules: another version has others.
  if (response.status == 400 || response.status == 404 || response.status == 405) {
    return {ErrorCode::kConfig,
            what + ": it shows no such thing to whoever asks so, or is of an older version"};
  }
  if (response.status == 409) {
    return {ErrorCode::kConfig, what + ": see to the ledger of the service"};
  }
  return {ErrorCode::kUnavailable, what + ": the log of the service says why"};
}

Error ServiceQuestions::NotAllowed(const std::string& answered, const std::string& detail) const {
  const std::string what = answered + Sentence(detail) + "; nothing was compared: ";
  if (service_.token.empty()) {
    return {ErrorCode::kAuth,
            what + "give a token of a reader with --token-file FILE or COGNITRACK_API_TOKEN"};
  }
  return {ErrorCode::kAuth,
          what + "the token that was sent is another one, has ended, or may not read this"};
}

}  // namespace cognitrack
