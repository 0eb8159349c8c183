// What the routes on accounts, sessions and tokens answer with, and what they are asked for.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "accounts/account.h"
#include "base/result.h"
#include "server/message.h"

namespace cognitrack {

// JSON that nobody keeps: it depends on who asks.
ServerResponse AccountAnswer(int status, std::string document);
// 204.
ServerResponse AccountDone();
// 409 for what may not be done (it names why), 503 for what cannot be looked up or recorded.
ServerResponse AccountRefusal(const Error& error);
// Those that are live; `own` is the one that asks.
ServerResponse SessionsAnswer(const std::vector<Session>& sessions, std::int64_t own,
                              UtcSeconds now);
// A token as a body asks for it: name, role ("viewer"), sources (all), days (90; 0: never ends).
// kUsage for what it may not be.
Result<ApiToken> TokenIn(const boost::json::object& body, UtcSeconds now);

}  // namespace cognitrack
