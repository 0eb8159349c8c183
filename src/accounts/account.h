// Account: somebody who may ask the service, with the sessions, tokens and one-time links that let
// them. Of what lets anybody in only hashes are kept, so that the database opens nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/role.h"
#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"

namespace cognitrack {

struct Account {
  std::int64_t id = 0;
  std::string name;
  Role role = Role::kViewer;
  std::string password_hash;  // A PHC string; empty until a password was set.
  UtcSeconds created_at = 0;
  UtcSeconds last_login_at = 0;  // 0: never.
  std::string last_login_address;
  UtcSeconds disabled_at = 0;  // 0: it is not.

  bool is_active() const { return disabled_at == 0 && !password_hash.empty(); }
};

// 1 to 64 characters out of a-z, 0-9, '.', '-', '_', '@', '+', in lower case: a login name or an
// e-mail address. kUsage for others.
Status CheckAccountName(const std::string& name);

struct Session {
  std::int64_t id = 0;
  Hash256 hash;  // SHA-256 of what the cookie holds.
  std::int64_t account_id = 0;
  UtcSeconds created_at = 0;
  UtcSeconds used_at = 0;
  std::string address;  // Whence it was begun.
};

inline constexpr UtcSeconds kSessionIdle = 30 * 60;
inline constexpr UtcSeconds kSessionLength = 8 * 60 * 60;
// One that was used less than half an hour ago and begun less than eight hours ago. A clock that
// went back before its begin ends it.
bool IsLive(const Session& session, UtcSeconds now);

struct ApiToken {
  std::int64_t id = 0;
  Hash256 hash;  // SHA-256 of the token's text.
  std::int64_t account_id = 0;
  std::string name;
  Role role = Role::kViewer;         // At most; never more than its account's.
  std::vector<std::string> sources;  // Empty: all.
  UtcSeconds created_at = 0;
  UtcSeconds expires_at = 0;  // 0: never.
  UtcSeconds used_at = 0;     // 0: never; to the minute.
};

bool IsLive(const ApiToken& token, UtcSeconds now);

// Who may come in without a password, once, to set one.
struct AccountLink {
  Hash256 hash;                            // SHA-256 of its code.
  std::optional<std::int64_t> account_id;  // Nothing: it makes the first owner.
  UtcSeconds expires_at = 0;
};
inline constexpr UtcSeconds kLinkLength = 15 * 60;
// Of the link by which an account that somebody made for another is taken up.
inline constexpr UtcSeconds kInvitationLength = 72 * 60 * 60;

}  // namespace cognitrack
