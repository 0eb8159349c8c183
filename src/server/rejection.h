// Rejection: a request that no handler saw, for whoever counts and logs.
#pragma once

#include <functional>
#include <string_view>

namespace cognitrack {

struct Rejection {
  int status = 400;
  std::string_view why;   // Quotes nothing of the request.
  std::string_view peer;  // The address of the other side, without its port.
};

// Called on the network's thread, or a handler's after an exception; must not wait.
using OnRejection = std::function<void(const Rejection&)>;

}  // namespace cognitrack
