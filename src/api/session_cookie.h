// The cookie that holds a session's code. Behind TLS it is "__Host-cognitrack", which a browser
// takes from the very host alone and sends over TLS alone. A trial on this machine has no TLS:
// there it is "cognitrack-local", without what needs TLS, and it counts on this machine only.
#pragma once

#include <string>
#include <string_view>

#include "server/message.h"

namespace cognitrack {

// Whether this machine asks under a name of its own (localhost, 127.0.0.1, [::1]): another site's
// page can make a browser ask it under a name of that site.
bool IsAskedAsThisMachine(const ServerRequest& request);

// Empty where there is none that counts.
std::string SessionCodeIn(const ServerRequest& request);
// The value of Set-Cookie.
std::string SessionCookie(const ServerRequest& request, std::string_view code);
// Takes it back.
std::string EndedSessionCookie(const ServerRequest& request);

}  // namespace cognitrack
