// Caller: who asks, as far as the request shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/account.h"
#include "accounts/audit_entry.h"
#include "server/message.h"

namespace cognitrack {

enum class CallerKind {
  kNobody,
  kThisMachine,  // There is no account and no token yet: whoever is on this machine reads.
  kSharedToken,  // COGNITRACK_API_TOKEN.
  kToken,        // An API token of an account.
  kSession,      // A browser's, by its cookie.
};

struct Caller {
  CallerKind kind = CallerKind::kNobody;
  std::optional<Role> role;          // Nothing: none at all.
  Account account;                   // Of a session or a token.
  std::int64_t session_id = 0;       // Of a session.
  std::string cross_site_token;      // Of a session: what its changes must bring.
  UtcSeconds session_ends_at = 0;    // Of a session: at the latest.
  std::vector<std::string> sources;  // Of a token: all that it may ask about; empty: everything.
  std::string token_name;            // Of a token.

  bool MayAs(Role needed) const { return role && *role >= needed; }
};

// "session", "token", "shared_token", "this_machine", "nobody".
std::string_view NameOf(CallerKind kind);
// As the audit log names who did something.
std::string ActorOf(const Caller& caller);
// What the audit log says of a change that was done.
AuditEntry EntryOf(const Caller& caller, const ServerRequest& request, std::string_view action,
                   std::string_view target, std::string_view detail = "");

}  // namespace cognitrack
