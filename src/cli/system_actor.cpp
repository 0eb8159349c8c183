#include "cli/system_actor.h"

namespace cognitrack {

AuditEntry SystemEntry(CommandContext& context, std::string_view action, std::string_view target,
                       std::string_view detail) {
  AuditEntry entry;
  const std::string& login = context.settings().login;
  entry.actor = login.empty() ? "system" : "system:" + login;
  entry.action = action;
  entry.target = target;
  entry.detail = detail;
  entry.outcome = "done";
  return entry;
}

}  // namespace cognitrack
