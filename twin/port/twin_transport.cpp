#include "twin/port/twin_transport.h"

#include "twin/gzip.h"

namespace cognitrack {
namespace {

// "/v1/x?y" of "http://host:1/v1/x?y".
std::string TargetOf(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t slash = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  return slash == std::string::npos ? "/" : url.substr(slash);
}

void Fail(HttpFailure failure, std::string detail, HttpResponse* response) {
  *response = HttpResponse();
  response->failure = failure;
  response->failure_detail = std::move(detail);
}

}  // namespace

void TwinTransport::Get(const HttpRequest& request, const HttpLimits& limits,
                        HttpResponse* response) {
  urls.push_back(request.url);
  twin::TwinRequest asked;
  asked.target = TargetOf(request.url);
  if (!request.bearer.empty()) asked.authorization = "Bearer " + request.bearer.Reveal();
  const twin::TwinResponse answer = api_.Handle(asked);
  if (answer.delivery == twin::Delivery::kReset) {
    return Fail(HttpFailure::kTruncated, "the connection was reset in the body", response);
  }
  if (answer.delivery == twin::Delivery::kStall) {
    return Fail(HttpFailure::kTimeout, "the body stalled", response);
  }
  response->failure = HttpFailure::kNone;
  response->failure_detail.clear();
  response->status = answer.status;
  response->headers = answer.headers;
  response->body = answer.Body();
  if (answer.Header("content-encoding") == "gzip") {
    auto plain = twin::Gunzip(response->body, limits.body_bytes);
    if (!plain) return Fail(HttpFailure::kTooLarge, "gzip expands beyond the limit", response);
    response->body = *std::move(plain);
  }
  if (response->body.size() > limits.body_bytes) {
    Fail(HttpFailure::kTooLarge, "the body is larger than the limit", response);
  }
}

}  // namespace cognitrack
