#include "cli/system_actor.h"

namespace cognitrack {

AuditEntry SystemEntry(CommandContext& context, std::string_view action, std::string_view target,
                       std::string_view detail) {
  AuditEntry entry;
  entry.actor = "system:" + context.settings().login;
  entry.action = action;
  entry.target = target;
  entry.detail = detail;
  entry.outcome = "done";
  return entry;
}

}  // namespace cognitrack
