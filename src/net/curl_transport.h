// The real HttpTransport, over libcurl: TLS 1.2 or newer, certificate and host verified, redirects
// off, http and https only, gzip accepted with its expansion bounded by body_bytes, one connection
// kept alive.
#pragma once

#include <memory>

#include "net/http.h"

namespace cognitrack {

std::unique_ptr<HttpTransport> MakeCurlTransport();

}  // namespace cognitrack
