// ObservedTransport: a transport that tells of each request how it ended and how long it took.
#pragma once

#include <chrono>
#include <functional>

#include "base/clock.h"
#include "net/http.h"

namespace cognitrack {

class ObservedTransport : public HttpTransport {
 public:
  // Called on the thread that asked, after the answer.
  using Observer = std::function<void(const HttpRequest& request, const HttpResponse& response,
                                      std::chrono::milliseconds took)>;

  ObservedTransport(HttpTransport& transport, Clock& clock)
      : transport_(transport), clock_(clock) {}

  // From the next request on; an empty one ends it. Not while a request is on its way.
  void Observe(Observer observer) { observer_ = std::move(observer); }

  void Get(const HttpRequest& request, const HttpLimits& limits, HttpResponse* response) override;

 private:
  HttpTransport& transport_;
  Clock& clock_;
  Observer observer_;
};

}  // namespace cognitrack
