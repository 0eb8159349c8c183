// A network that answers from a script: each request takes the next answer, or `handler` answers
// all. A request beyond the script fails the test. Requests are kept for the test to look at.
//   FakeTransport network;
//   network.Answer(200, R"({"object":"page",…})").Fail(HttpFailure::kTruncated);
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "net/http.h"

namespace cognitrack {

class FakeTransport : public HttpTransport {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  FakeTransport& Answer(int status, std::string body,
                        Headers headers = {{"content-type", "application/json"}});
  FakeTransport& Fail(HttpFailure failure, std::string detail = "injected by the test");

  void Get(const HttpRequest& request, const HttpLimits& limits, HttpResponse* response) override;

  // The parameters of the n-th request's query, in order, as written (percent-encoded).
  std::vector<std::string> ParametersOf(std::size_t n) const;
  std::size_t answers_left() const { return script_.size(); }

  std::function<void(const HttpRequest&, HttpResponse*)> handler;
  std::vector<HttpRequest> requests;

 private:
  std::deque<HttpResponse> script_;
};

}  // namespace cognitrack
