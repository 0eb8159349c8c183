// NextPage: the way from a page of a list to the one behind it, as a header that any client follows
// (RFC 8288).
#pragma once

#include "api/route_table.h"
#include "server/message.h"

namespace cognitrack {

// `Link: <…>; rel="next"`, the request again with the `next` of its document, on the answer to a
// request for a page that has another one behind it.
void AddNextLink(const Route& route, const ServerRequest& request, ServerResponse* response);

}  // namespace cognitrack
