// What PostgreSQL says, as an Error: which code of ours, and what to do. Messages name the database
// (never a password) and the statement.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace cognitrack {

// `state` is the SQLSTATE, empty where the server gave none: the connection was lost or never made.
// One that was never made because the server could not prove who it is, is told by libpq's words.
// `detail` is its message, `database` how the database is called in messages, `doing` what was
// tried.
Error PostgresErrorOf(std::string_view state, std::string_view detail, std::string_view database,
                      std::string_view doing);

}  // namespace cognitrack
