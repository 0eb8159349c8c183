// The real HttpTransport, over libcurl: TLS 1.2 or newer, certificate and host verified, redirects
// off, http and https only, gzip (one layer, nothing else) accepted with its expansion bounded by
// body_bytes while it arrives, one connection kept alive, a stall (under 1 KiB/s for as long as a
// first byte may take) ended. A request ends within 50 ms of RequestStop(). A proxy of the
// environment (HTTPS_PROXY) is used for https alone. Not thread-safe.
//
// A gzip stream that ends early under a right Content-Length comes out short, without a failure:
// whoever reads the body must notice a text that does not end.
#pragma once

#include <memory>

#include "net/http.h"

namespace cognitrack {

std::unique_ptr<HttpTransport> MakeCurlTransport();

}  // namespace cognitrack
