#include "cli/service_address.h"

#include "net/certificate_pin.h"

namespace cognitrack {

std::string SchemeOf(const ServiceSettings& service) {
  return service.tls_certificate ? "https" : "http";
}

std::string ServiceAddress(const ServiceSettings& service) {
  const std::string& listen = service.listen;
  const std::string begin = SchemeOf(service) + "://";
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos) return begin + "127.0.0.1:" + listen;
  std::string host = listen.substr(0, colon);
  if (host.empty() || host == "0.0.0.0") host = "127.0.0.1";
  if (host == "[::]") host = "[::1]";
  return begin + host + listen.substr(colon);
}

Result<std::string> ServicePin(const ServiceSettings& service,
                               const std::optional<std::string>& url) {
  if (url || !service.tls_certificate) return std::string();
  return PinOf(*service.tls_certificate);
}

}  // namespace cognitrack
