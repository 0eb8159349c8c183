// KeyProbe: what the provider says about a key: whose it is, what it may read, and whether it may
// do more than it should. It asks for a little of everything and stores nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "providers/names_provider.h"
#include "providers/usage_provider.h"

namespace cognitrack {

// kAuth, with what to do, for a key of a kind that cannot read an organisation's usage: of a
// project, of a service account, of another provider; also for what cannot be sent at all.
Status CheckKind(const Secret& secret);

struct SurfaceRight {
  std::string surface;
  SurfaceState state = SurfaceState::kNotAsked;
  std::string why;  // Where it was turned away.
};

struct ListRight {
  NameKind kind = NameKind::kProject;
  bool listed = false;
};

struct KeyFindings {
  std::string organisation;              // As the provider calls it; "" where it does not say.
  std::vector<std::string> project_ids;  // That it sees, sorted.
  std::vector<SurfaceRight> surfaces;
  std::vector<ListRight> lists;

  bool MayReadUsage() const;
  // Some surface is there that it may not read.
  bool IsRefused() const;
  // What it may do beyond reading usage: "list users", …; a key that can be had with less.
  std::vector<std::string> BeyondUsage() const;
  // The first surface that the key may not read, or else that is not offered, in the provider's
  // words.
  std::string FirstRefusal() const;
};

// A provider's refusal without what it means for windows, and without advice.
std::string ShortReason(const std::string& message);

// An Error where the provider refuses the key as such (kAuth) or cannot be asked (kUnavailable,
// kTryLater, kProviderContract).
Result<KeyFindings> ProbeKey(UsageProvider& usage, NamesProvider& names, UtcSeconds now);

}  // namespace cognitrack
