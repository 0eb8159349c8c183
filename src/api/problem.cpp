#include "api/problem.h"

#include "cli/json_document.h"

namespace cognitrack {
namespace {

std::string_view TitleOf(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 429:
      return "Too Many Requests";
    case 409:
      return "Conflict";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

int StatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kBadInput:
      return 400;
    case ErrorCode::kConfig:
      return 409;
    case ErrorCode::kUnavailable:
    case ErrorCode::kTryLater:
      return 503;
    case ErrorCode::kProviderContract:
    case ErrorCode::kAuth:
      return 502;
    case ErrorCode::kInvariant:
    case ErrorCode::kDisk:
      return 500;
  }
  return 500;
}

}  // namespace

ServerResponse ProblemOf(int status, const std::string& code, const std::string& detail) {
  JsonObject problem;
  problem.Set("type", "about:blank");
  problem.Set("title", TitleOf(status));
  problem.Set("status", std::int64_t{status});
  problem.Set("detail", detail);
  problem.Set("code", code);
  ServerResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}};
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  response.body = problem.ToText() + "\n";
  return response;
}

ServerResponse ProblemOf(const Error& error) {
  return ProblemOf(StatusOf(error.code), std::string(NameOf(error.code)), error.message);
}

}  // namespace cognitrack
