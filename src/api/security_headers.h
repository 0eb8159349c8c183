// What every response tells a browser: run nothing, show it in no frame, send its address nowhere.
#pragma once

#include "server/message.h"

namespace cognitrack {

// Adds what the response does not say itself.
void AddSecurityHeaders(const ServerRequest& request, ServerResponse* response);

}  // namespace cognitrack
