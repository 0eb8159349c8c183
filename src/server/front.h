// How the other side is met before a request of it is read: by TLS, and through whom.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "server/tls_context.h"

namespace cognitrack {

struct ServerFront {
  std::shared_ptr<TlsContext> tls = {};  // Null: plain TCP.
  // Told how reading the certificate anew went, on the network's thread.
  std::function<void(const Status&)> on_reload = {};
  // Whose X-Forwarded-For is believed (server/forwarded.h).
  std::vector<std::string> proxies = {};
};

}  // namespace cognitrack
