// VersionState: which version of a kind is in force and which is in shadow, as the entries say, and
// what may be done next. A leaf: no I/O, no current time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "versions/version.h"

namespace cognitrack {

struct VersionState {
  std::string in_force;                    // Empty: the program's own.
  std::optional<VersionChange> since;      // That put it in force; nothing: nobody ever did.
  std::optional<VersionChange> candidate;  // The entry that began it.
  std::vector<std::string> before;         // In force before, nearest last; `back` returns there.
};

// `history` is newest first, of any kinds.
VersionState StateOf(VersionKind kind, const std::vector<VersionChange>& history);

// What speaks against an action, with what to do instead (kUsage); `version` is what would be
// begun, and `own` what an empty version stands for.
Status CheckAction(VersionAction action, VersionKind kind, const VersionState& state,
                   const std::string& version, const std::string& own);

}  // namespace cognitrack
