#include "twin/answers.h"

#include <array>
#include <cstdio>

#include "base/time.h"
#include "twin/gzip.h"
#include "twin/json_text.h"

namespace cognitrack::twin {
namespace {

constexpr std::string_view kHtml =
    "<!DOCTYPE html><html><head><title>Bad gateway</title></head><body>Try later.</body></html>\n";

TwinResponse HtmlResponse(int status) {
  TwinResponse response;
  response.status = status;
  response.headers = {{"content-type", "text/html; charset=utf-8"}};
  response.SetBody(std::string(kHtml));
  return response;
}

TwinResponse Failure(int status, std::string message, std::string type) {
  ApiError error;
  error.status = status;
  error.message = std::move(message);
  error.type = std::move(type);
  return ErrorResponse(error);
}

TwinResponse TooMany(const Fault& fault, UtcSeconds now) {
  TwinResponse response =
      Failure(429, "Rate limit reached for requests. Please try again later.", "requests");
  response.headers.emplace_back("date", HttpDate(now));
  if (fault.kind == FaultKind::kRetryAfterSeconds) {
    response.headers.emplace_back("retry-after", std::to_string(NumberOr(fault, 1)));
  } else if (fault.kind == FaultKind::kRetryAfterDate) {
    response.headers.emplace_back("retry-after", HttpDate(now + NumberOr(fault, 2)));
  }
  return response;
}

TwinResponse Redirect(const Fault& fault) {
  TwinResponse response;
  response.status = 302;
  response.headers = {
      {"location", fault.argument.empty() ? "http://127.0.0.1:9/elsewhere" : fault.argument}};
  response.SetBody("");
  return response;
}

// Blanks inside the page's JSON, so that the body stays a sound one.
std::string WithBlanks(std::string body, std::int64_t mebibytes) {
  body.insert(1, static_cast<std::size_t>(mebibytes) << 20U, ' ');
  return body;
}

}  // namespace

TwinResponse JsonResponse(int status, std::string body) {
  TwinResponse response;
  response.status = status;
  response.headers = {{"content-type", "application/json"}};
  response.SetBody(std::move(body));
  return response;
}

TwinResponse ErrorResponse(const ApiError& error) {
  return JsonResponse(error.status, ErrorBody(error));
}

std::optional<TwinResponse> AnswerOf(const Fault& fault, UtcSeconds now) {
  const FaultKind kind = fault.kind;
  if (kind == FaultKind::kRetryAfterSeconds || kind == FaultKind::kRetryAfterDate ||
      kind == FaultKind::kTooManyWithoutHint) {
    return TooMany(fault, now);
  }
  if (kind == FaultKind::kStatus500) {
    return Failure(500, "The server had an error while processing your request.", "server_error");
  }
  if (kind == FaultKind::kStatus502) return HtmlResponse(502);
  if (kind == FaultKind::kStatus503) {
    return Failure(503, "The server is overloaded. Please try again later.", "server_error");
  }
  if (kind == FaultKind::kStatus504) return HtmlResponse(504);
  if (kind == FaultKind::kUnauthorisedMidway) {
    return Failure(401, "This API key was revoked.", "invalid_request_error");
  }
  if (kind == FaultKind::kForbiddenMidway) {
    return Failure(403, "You have insufficient permissions for this operation.",
                   "invalid_request_error");
  }
  if (kind == FaultKind::kErrorIn200) {
    return JsonResponse(200, Failure(500, "Something went wrong.", "server_error").Body());
  }
  if (kind == FaultKind::kWrongContentType) return HtmlResponse(200);
  if (kind == FaultKind::kRedirect) return Redirect(fault);
  return std::nullopt;
}

bool EditDelivery(const Fault& fault, TwinResponse* response) {
  const std::size_t size = response->BodySize();
  if (fault.kind == FaultKind::kResetMidBody || fault.kind == FaultKind::kStall) {
    response->delivery = fault.kind == FaultKind::kStall ? Delivery::kStall : Delivery::kReset;
    response->sent_bytes =
        static_cast<std::size_t>(NumberOr(fault, static_cast<std::int64_t>(size / 2)));
    return response->sent_bytes < size;
  }
  if (fault.kind == FaultKind::kGzip || fault.kind == FaultKind::kGzipBomb) {
    const std::int64_t mebibytes = fault.kind == FaultKind::kGzipBomb ? NumberOr(fault, 128) : 0;
    response->SetBody(Gzip(WithBlanks(response->Body(), mebibytes)));
    response->headers.emplace_back("content-encoding", "gzip");
    return true;
  }
  if (fault.kind == FaultKind::kHugeBody) {
    response->SetBody(WithBlanks(response->Body(), NumberOr(fault, 40)));
    return true;
  }
  return false;
}

std::string HttpDate(UtcSeconds time) {
  static constexpr std::array<const char*, 7> kWeekdays = {"Thu", "Fri", "Sat", "Sun",
                                                           "Mon", "Tue", "Wed"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Day day = DayOf(time);
  const std::string date = FormatDay(day);
  const auto month = static_cast<std::size_t>((date[5] - '0') * 10 + date[6] - '0' - 1);
  const std::string time_of_day = FormatTime(time).substr(11, 8);
  return std::string(kWeekdays[static_cast<std::size_t>(day.number % 7)]) + ", " +
         date.substr(8, 2) + ' ' + kMonths[month] + ' ' + date.substr(0, 4) + ' ' + time_of_day +
         " GMT";
}

}  // namespace cognitrack::twin
