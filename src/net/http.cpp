#include "net/http.h"

namespace cognitrack {

std::string_view NameOf(HttpFailure failure) {
  switch (failure) {
    case HttpFailure::kNone:
      return "none";
    case HttpFailure::kNotSent:
      return "not_sent";
    case HttpFailure::kResolve:
      return "resolve";
    case HttpFailure::kConnect:
      return "connect";
    case HttpFailure::kTls:
      return "tls";
    case HttpFailure::kTimeout:
      return "timeout";
    case HttpFailure::kTruncated:
      return "truncated";
    case HttpFailure::kTooLarge:
      return "too_large";
    case HttpFailure::kBadEncoding:
      return "bad_encoding";
    case HttpFailure::kInterrupted:
      return "interrupted";
  }
  return "none";
}

std::string_view HttpResponse::Header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return {};
}

void HttpResponse::Clear() {
  failure = HttpFailure::kNone;
  failure_detail.clear();
  status = 0;
  headers.clear();
  body.clear();
}

}  // namespace cognitrack
