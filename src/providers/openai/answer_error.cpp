#include "providers/openai/answer_error.h"

#include <simdjson.h>

#include <algorithm>

#include "providers/quoted_text.h"

namespace cognitrack {
namespace {

// An error envelope is short; a longer body is no envelope.
constexpr std::size_t kEnvelopeBytesMax = 1U << 20;

std::string TextAt(simdjson::dom::element object, std::string_view name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

// What the provider says, as an addition to a message.
std::string Saying(const HttpResponse& response) {
  const ErrorEnvelope envelope = ParseErrorEnvelope(response.body);
  if (envelope.message.empty()) return {};
  return "; it says: \"" + QuotedText(envelope.message) + "\"";
}

std::string ContentTypeOf(const HttpResponse& response) {
  const std::string_view header = response.Header("content-type");
  std::string type(header.substr(0, header.find(';')));
  std::transform(type.begin(), type.end(), type.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return type;
}

// When the provider wants to be asked again: seconds or a date, as it says.
std::string Later(const HttpResponse& response) {
  const std::string_view wish = response.Header("retry-after");
  if (wish.empty()) return "; try again later";
  return "; try again when its Retry-After is over: '" + QuotedText(wish) + "'";
}

std::string After(int tries) {
  return tries > 1 ? " (asked " + std::to_string(tries) + " times)" : "";
}

Error ErrorOfFailure(const HttpResponse& response, const BaseUrl& base, int tries) {
  const std::string detail = ": " + QuotedText(response.failure_detail) + After(tries);
  switch (response.failure) {
    case HttpFailure::kNone:
      break;
    case HttpFailure::kNotSent:
      return {ErrorCode::kConfig, "the request cannot be sent to " + base.text + detail};
    case HttpFailure::kResolve:
      return {ErrorCode::kUnavailable,
              "the host of " + base.text + " is not known" + detail + "; is the address right?"};
    case HttpFailure::kConnect:
      return {ErrorCode::kUnavailable, base.text + " cannot be reached" + detail};
    case HttpFailure::kTls:
      return {ErrorCode::kUnavailable, "no trusted TLS connection to " + base.text + " came about" +
                                           detail + "; the key was not sent"};
    case HttpFailure::kTimeout:
      return {ErrorCode::kUnavailable, base.text + " did not answer in time" + detail};
    case HttpFailure::kTruncated:
      return {ErrorCode::kUnavailable, "the answer broke off" + detail};
    case HttpFailure::kTooLarge:
      return {ErrorCode::kProviderContract, "the answer exceeds the body limit" + detail};
    case HttpFailure::kBadEncoding:
      return {ErrorCode::kProviderContract, "the answer's encoding cannot be undone" + detail};
    case HttpFailure::kInterrupted:
      return {ErrorCode::kTryLater, "interrupted" + detail};
  }
  return {ErrorCode::kInvariant, "an answer without a failure was taken for one"};
}

Error ErrorOfStatus(const HttpResponse& response, int tries) {
  const std::string saying = Saying(response);
  const std::string status = "HTTP " + std::to_string(response.status);
  switch (response.status) {
    case 401:
      return {ErrorCode::kAuth,
              "the key is wrong, revoked or expired (" + status + ")" + saying +
                  "; an organisation owner makes an admin key (sk-admin-…) under Settings › "
                  "Organization › Admin keys"};
    case 403:
      return {ErrorCode::kAuth, "the key may not read usage (" + status +
                                    "): it is a project-scoped key or lacks the "
                                    "scope api.usage.read" +
                                    saying + "; make an admin key with that scope"};
    case 404:
      return {ErrorCode::kProviderContract,
              "the provider does not know this surface (" + status + ")" + saying +
                  "; is the base address complete (https://api.openai.com/v1)?"};
    case 429:
      return {ErrorCode::kTryLater, "the provider asks for fewer requests (" + status + ")" +
                                        After(tries) + saying + Later(response)};
    default:
      break;
  }
  if (response.status >= 300 && response.status <= 399) {
    return {ErrorCode::kProviderContract, "the provider redirects to another address (" + status +
                                              "), which is never followed: the key would go there"};
  }
  const bool passing = response.status >= 500 || response.status == 408 || response.status == 409 ||
                       response.status == 425;
  return {passing ? ErrorCode::kUnavailable : ErrorCode::kProviderContract,
          "the provider answers " + status + After(tries) + saying};
}

}  // namespace

ErrorEnvelope ParseErrorEnvelope(std::string_view body) {
  ErrorEnvelope envelope;
  if (body.empty() || body.size() > kEnvelopeBytesMax) return envelope;
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS) return envelope;
  simdjson::dom::element error;
  if (root["error"].get(error) != simdjson::SUCCESS) return envelope;
  std::string_view text;
  if (error.get(text) == simdjson::SUCCESS) {
    envelope.message = text;
    return envelope;
  }
  envelope.message = TextAt(error, "message");
  envelope.param = TextAt(error, "param");
  return envelope;
}

bool RefusesGrouping(const HttpResponse& response) {
  if (response.failure != HttpFailure::kNone || response.status != 400) return false;
  const ErrorEnvelope envelope = ParseErrorEnvelope(response.body);
  return envelope.message.find("group_by") != std::string::npos ||
         envelope.param.find("group_by") != std::string::npos;
}

SurfaceState SurfaceStateIn(const HttpResponse& response) {
  if (response.failure != HttpFailure::kNone) return SurfaceState::kOk;
  if (response.status == 403) return SurfaceState::kRefused;
  if (response.status == 404) return SurfaceState::kNotOffered;
  if (response.status != 400 && response.status != 401) return SurfaceState::kOk;
  const std::string message = ParseErrorEnvelope(response.body).message;
  const auto says = [&message](const char* words) {
    return message.find(words) != std::string::npos;
  };
  if (response.status == 401) {
    return says("Missing scopes") ? SurfaceState::kRefused : SurfaceState::kOk;
  }
  const bool is_unknown =
      says("Invalid URL") || says("Unrecognized request URL") || says("Unknown endpoint");
  return is_unknown ? SurfaceState::kNotOffered : SurfaceState::kOk;
}

bool IsJsonAnswer(const HttpResponse& response) {
  if (response.failure != HttpFailure::kNone || response.status != 200) return false;
  const std::string type = ContentTypeOf(response);
  const bool is_suffixed = type.size() > 5 && type.compare(type.size() - 5, 5, "+json") == 0;
  return type.empty() || type == "application/json" || is_suffixed;
}

Error ErrorOfAnswer(const HttpResponse& response, const BaseUrl& base, int tries) {
  if (response.failure != HttpFailure::kNone) return ErrorOfFailure(response, base, tries);
  if (response.status != 200) return ErrorOfStatus(response, tries);
  const std::string type = ContentTypeOf(response);
  return {ErrorCode::kProviderContract,
          "expected JSON, got " + QuotedText(type) +
              (type == "text/html" ? " (a login or error page?)" : "")};
}

Error ErrorInPage(const HttpResponse& response) {
  return {ErrorCode::kProviderContract,
          "an error came under status 200 instead of a page" + Saying(response)};
}

}  // namespace cognitrack
