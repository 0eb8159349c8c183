#include "api/session_cookie.h"

#include <algorithm>

#include "server/head_check.h"

namespace cognitrack {
namespace {

constexpr std::string_view kName = "__Host-cognitrack";
constexpr std::string_view kLocalName = "cognitrack-local";

// A browser keeps a cookie that is Secure only where there is TLS: here, or at a proxy.
bool IsPlainAndLocal(const ServerRequest& request) {
  return !request.is_tls && IsAskedAsThisMachine(request);
}

std::string Cookie(const ServerRequest& request, std::string_view value, std::string_view more) {
  const bool is_local = IsPlainAndLocal(request);
  std::string cookie(is_local ? kLocalName : kName);
  cookie.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Strict");
  if (!is_local) cookie.append("; Secure");
  return cookie.append(more);
}

}  // namespace

bool IsAskedAsThisMachine(const ServerRequest& request) {
  if (!request.from_loopback) return false;
  std::string_view host = request.Header("host");
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    host = host.substr(0, colon);
  }
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

std::string SessionCodeIn(const ServerRequest& request) {
  const std::string_view wanted = IsPlainAndLocal(request) ? kLocalName : kName;
  for (const auto& [header, value] : request.headers) {
    if (header != "cookie") continue;
    for (std::string_view rest = value; !rest.empty();) {
      const std::string_view pair = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || Trimmed(pair.substr(0, equals)) != wanted) continue;
      return std::string(Trimmed(pair.substr(equals + 1)));
    }
  }
  return "";
}

std::string SessionCookie(const ServerRequest& request, std::string_view code) {
  return Cookie(request, code, "");
}

std::string EndedSessionCookie(const ServerRequest& request) {
  return Cookie(request, "", "; Max-Age=0");
}

}  // namespace cognitrack
