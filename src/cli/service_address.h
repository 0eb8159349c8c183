// Where a service that these settings are of is asked from this machine.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/settings.h"

namespace cognitrack {

// "http", or "https" where it has TLS.
std::string SchemeOf(const ServiceSettings& service);

// "http://HOST:PORT" for "IP:PORT" or a mere port; of an address that stands for every one of the
// machine's, its loopback.
std::string ServiceAddress(const ServiceSettings& service);

// By what a service at that address is known: the pin of its own certificate, where it has TLS and
// is not asked by a `url` of somebody's; else empty: by its name. kConfig for a file that has none.
Result<std::string> ServicePin(const ServiceSettings& service,
                               const std::optional<std::string>& url);

}  // namespace cognitrack
