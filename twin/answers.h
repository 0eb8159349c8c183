// Whole responses: errors in the provider's envelope, and those that a fault puts in place of a
// page.
#pragma once

#include <optional>
#include <string>

#include "twin/faults.h"
#include "twin/http_message.h"
#include "twin/usage_query.h"

namespace cognitrack::twin {

TwinResponse JsonResponse(int status, std::string body);
TwinResponse ErrorResponse(const ApiError& error);

// The response of a fault that needs no page (429, 5xx, 401-midway, redirect …); nothing for
// others.
std::optional<TwinResponse> AnswerOf(const Fault& fault, UtcSeconds now);

// Changes how a sound page is sent (reset, stall, gzip, size). False for other kinds, and where the
// body is shorter than the cut asked for.
bool EditDelivery(const Fault& fault, TwinResponse* response);

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string HttpDate(UtcSeconds time);

}  // namespace cognitrack::twin
