// What SQLite says, as an Error: which code of ours, and what to do. Messages name the file.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace cognitrack {

// `code` is SQLite's extended result code, `detail` its message, `doing` what was tried.
Error SqliteErrorOf(int code, std::string_view detail, std::string_view path,
                    std::string_view doing);

// The first eight words of a statement, for messages.
std::string Abbreviated(std::string_view sql);

}  // namespace cognitrack
