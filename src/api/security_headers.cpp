#include "api/security_headers.h"

#include <algorithm>
#include <array>

#include "server/head_check.h"

namespace cognitrack {

void AddSecurityHeaders(const ServerRequest& request, ServerResponse* response) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kHeaders = {{
      {"Content-Security-Policy",
       "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
      {"Cache-Control", "no-store"},
  }};
  for (const auto& header : kHeaders) {
    const bool is_there =
        std::any_of(response->headers.begin(), response->headers.end(),
                    [&](const auto& own) { return EqualsIgnoringCase(own.first, header.first); });
    if (!is_there) response->headers.emplace_back(header.first, header.second);
  }
  // Browsers then come by TLS alone, for a year. Behind a proxy it is the proxy's to say.
  if (request.is_tls) {
    response->headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  }
}

}  // namespace cognitrack
