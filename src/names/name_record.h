// NameRecord: what an id of the provider's is called, and was called before. Ids stay what is
// grouped and filtered by; a name is a view of an id and enters no hash. A record is never deleted:
// an id that the provider no longer lists keeps its last name.
//
// Names of projects, keys, users and service accounts may be people's names. E-mail addresses are
// kept only where they were asked for.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace cognitrack {

enum class NameKind { kProject, kApiKey, kUser, kServiceAccount, kAdminApiKey };

inline constexpr std::array kNameKinds = {NameKind::kProject, NameKind::kApiKey, NameKind::kUser,
                                          NameKind::kServiceAccount, NameKind::kAdminApiKey};

// "project", "api_key", "user", "service_account", "admin_api_key".
std::string_view NameOf(NameKind kind);
std::optional<NameKind> NameKindNamed(std::string_view name);

// What the provider says of an id. A change of any of it is history.
struct NameFacts {
  std::optional<std::string> name;  // Nothing where the provider gives none.
  std::string project_id;           // Of keys and service accounts; else "".
  std::string owner_kind;           // Of keys: "user" or "service_account", as given; else "".
  std::string owner_id;
  std::string redacted_value;  // Of keys: "sk-abc...def"; never a whole key.
  std::string status;  // Of projects as given ("active"); of keys, whether their owner has access.
  std::optional<UtcSeconds> created_at;
  std::optional<UtcSeconds> archived_at;
  std::optional<std::string> email;  // Of users, where it was asked for.
  bool operator==(const NameFacts&) const = default;
};

// The facts as they were in [since, until).
struct NameVersion {
  NameFacts facts;
  bool listed = true;    // Whether the provider lists the id.
  UtcSeconds since = 0;  // When it was first read so.
  UtcSeconds until = 0;  // 0 for the newest version.
  bool operator==(const NameVersion&) const = default;
};

struct NameRecord {
  NameKind kind = NameKind::kProject;
  std::string id;
  UtcSeconds first_seen_at = 0;
  UtcSeconds seen_at = 0;                  // The last listing, or mention, that had it.
  std::optional<UtcSeconds> last_used_at;  // Of keys, as of seen_at; has no history.
  NameVersion current;
  std::vector<NameVersion> history;  // Older versions, oldest first.

  // The version of that moment. Before the first one nothing was read: the first is then the best
  // that is known.
  const NameVersion& At(UtcSeconds time) const;
  bool operator==(const NameRecord&) const = default;
};

}  // namespace cognitrack
