// Who is at the keyboard, as the audit log names them.
#pragma once

#include <string>
#include <string_view>

#include "accounts/audit_entry.h"
#include "cli/command_context.h"

namespace cognitrack {

// What the log says of a change that a verb makes: by "system:LOGIN", from this machine, done.
AuditEntry SystemEntry(CommandContext& context, std::string_view action, std::string_view target,
                       std::string_view detail = "");

}  // namespace cognitrack
