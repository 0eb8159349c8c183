// Problem: a refused request as RFC 9457 wants it (application/problem+json). `code` is the
// ledger's own name of the error, as in the documents of the command line.
#pragma once

#include <string>

#include "base/error.h"
#include "server/message.h"

namespace cognitrack {

// `code` in snake_case.
ServerResponse ProblemOf(int status, const std::string& code, const std::string& detail);
// With the status that the error's code stands for.
ServerResponse ProblemOf(const Error& error);

}  // namespace cognitrack
