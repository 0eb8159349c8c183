// Who asks through a proxy: the address that X-Forwarded-For tells, of a proxy that is named in the
// settings. Anybody can write that header, so that nobody else's is read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/message.h"

namespace cognitrack {

// An IP address as the sockets write it, so that two of them compare as texts: "::FFFF:1.2.3.4" is
// "1.2.3.4". Nothing for another text.
std::optional<std::string> IpAddressOf(std::string_view text);

// Where the request comes from one of the proxies (addresses as above) and bears the header, its
// peer is the last address there that is none of them, and it is not from loopback. What stands
// before that is whatever the other side made up.
void SeeThroughProxies(const std::vector<std::string>& proxies, ServerRequest* request);

}  // namespace cognitrack
