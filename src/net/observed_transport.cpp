#include "net/observed_transport.h"

namespace cognitrack {

void ObservedTransport::Get(const HttpRequest& request, const HttpLimits& limits,
                            HttpResponse* response) {
  const auto began = clock_.Elapsed();
  transport_.Get(request, limits, response);
  if (observer_) observer_(request, *response, clock_.Elapsed() - began);
}

}  // namespace cognitrack
