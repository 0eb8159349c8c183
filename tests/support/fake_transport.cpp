#include "tests/support/fake_transport.h"

#include <gmock/gmock.h>

namespace cognitrack {

FakeTransport& FakeTransport::Answer(int status, std::string body, Headers headers) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers = std::move(headers);
  script_.push_back(std::move(response));
  return *this;
}

FakeTransport& FakeTransport::Fail(HttpFailure failure, std::string detail) {
  HttpResponse response;
  response.failure = failure;
  response.failure_detail = std::move(detail);
  script_.push_back(std::move(response));
  return *this;
}

void FakeTransport::Get(const HttpRequest& request, const HttpLimits& limits,
                        HttpResponse* response) {
  requests.push_back(request);
  response->Clear();
  if (handler) {
    handler(request, response);
  } else if (script_.empty()) {
    ADD_FAILURE() << "no answer is left for " << request.url;
    response->failure = HttpFailure::kConnect;
  } else {
    *response = std::move(script_.front());
    script_.pop_front();
  }
  if (response->body.size() > limits.body_bytes) {
    response->Clear();
    response->failure = HttpFailure::kTooLarge;
  }
}

std::vector<std::string> FakeTransport::ParametersOf(std::size_t n) const {
  std::vector<std::string> parameters;
  const std::string& url = requests.at(n).url;
  for (std::size_t at = url.find('?'); at != std::string::npos;) {
    const std::size_t end = url.find('&', at + 1);
    parameters.push_back(url.substr(at + 1, end == std::string::npos ? end : end - at - 1));
    at = end;
  }
  return parameters;
}

}  // namespace cognitrack
