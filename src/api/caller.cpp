#include "api/caller.h"

namespace cognitrack {

std::string_view NameOf(CallerKind kind) {
  switch (kind) {
    case CallerKind::kNobody:
      return "nobody";
    case CallerKind::kThisMachine:
      return "this_machine";
    case CallerKind::kSharedToken:
      return "shared_token";
    case CallerKind::kToken:
      return "token";
    case CallerKind::kSession:
      return "session";
  }
  return "nobody";
}

std::string ActorOf(const Caller& caller) {
  switch (caller.kind) {
    case CallerKind::kNobody:
      return "";
    case CallerKind::kThisMachine:
      return "this machine";
    case CallerKind::kSharedToken:
      return "COGNITRACK_API_TOKEN";
    case CallerKind::kToken:
      return caller.account.name + " (token " + caller.token_name + ")";
    case CallerKind::kSession:
      return caller.account.name;
  }
  return "";
}

AuditEntry EntryOf(const Caller& caller, const ServerRequest& request, std::string_view action,
                   std::string_view target, std::string_view detail) {
  AuditEntry entry;
  entry.actor = ActorOf(caller);
  entry.address = request.peer;
  entry.action = action;
  entry.target = target;
  entry.detail = detail;
  entry.outcome = "done";
  return entry;
}

}  // namespace cognitrack
