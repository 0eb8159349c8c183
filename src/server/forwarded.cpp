#include "server/forwarded.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "server/head_check.h"

namespace cognitrack {
namespace {

namespace ip = boost::asio::ip;

// Some proxies write the port, too: "1.2.3.4:55", "[::1]:55".
std::string_view WithoutPort(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && text.rfind(':') == colon ? text.substr(0, colon) : text;
}

}  // namespace

std::optional<std::string> IpAddressOf(std::string_view text) {
  boost::system::error_code failed;
  const ip::address address = ip::make_address(std::string(text), failed);
  if (failed) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return ip::make_address_v4(ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

void SeeThroughProxies(const std::vector<std::string>& proxies, ServerRequest* request) {
  const auto is_proxy = [&proxies](const std::string& address) {
    return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
  };
  if (!is_proxy(request->peer)) return;
  std::string chain;
  for (const auto& header : request->headers) {
    if (header.first == "x-forwarded-for") chain.append(chain.empty() ? "" : ",") += header.second;
  }
  if (chain.empty()) return;
  request->from_loopback = false;
  for (std::string_view rest = chain; !rest.empty() && is_proxy(request->peer);) {
    const std::size_t comma = rest.rfind(',');
    const std::string_view last = comma == std::string_view::npos ? rest : rest.substr(comma + 1);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
    const auto address = IpAddressOf(WithoutPort(Trimmed(last)));
    if (!address) return;
    request->peer = *address;
  }
}

}  // namespace cognitrack
