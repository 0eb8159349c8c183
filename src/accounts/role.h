// Role: what an account or a token may do. Each may what those below it may.
#pragma once

#include <optional>
#include <string_view>

namespace cognitrack {

enum class Role {
  kViewer,    // Reads.
  kOperator,  // Also acts on the ledger: flags, signatures.
  kAdmin,     // Also says who may: accounts, sessions and tokens up to its own role, the audit log.
  kOwner,     // Also makes and removes owners.
};

// "viewer", "operator", "admin", "owner".
std::string_view NameOf(Role role);
// Nothing for a word that names none.
std::optional<Role> RoleNamed(std::string_view name);

}  // namespace cognitrack
