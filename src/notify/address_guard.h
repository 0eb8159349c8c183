// The guard of addresses that messages go to. A name may lead anywhere, and elsewhere a second
// later: so each address is looked at when it is connected to.
#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace cognitrack {

// Whether an address is of this machine, of a private or a link-local network, of no machine or of
// many: nothing that the public network leads to. IPv4 within IPv6 counts as what it is.
bool IsInward(const sockaddr& address);
// 127.0.0.0/8 and ::1.
bool IsLoopbackAddress(const sockaddr& address);
// Whether a URL's host is this machine in so many words: "localhost", "127.0.0.1", "[::1]".
bool IsLoopbackHost(std::string_view host);
// Without the port.
std::string AddressText(const sockaddr& address);

}  // namespace cognitrack
