// Where a service that listens on an address is asked from this machine.
#pragma once

#include <string>

namespace cognitrack {

// "http://HOST:PORT" for "IP:PORT" or a mere port; of an address that stands for every one of the
// machine's, its loopback.
std::string ServiceAddress(const std::string& listen);

}  // namespace cognitrack
