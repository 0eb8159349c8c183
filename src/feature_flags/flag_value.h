// FlagValue: which value of a flag holds in a scope, and where it comes from. The source's own
// entry comes before the one for everywhere, that before the default.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feature_flags/flag.h"

namespace cognitrack {

enum class FlagOrigin { kSource, kEverywhere, kEnvironment, kBuiltIn };
// "source", "everywhere", "environment", "built_in".
std::string_view NameOf(FlagOrigin origin);

// What holds where nothing was set.
struct FlagDefault {
  bool is_on = true;
  FlagOrigin origin = FlagOrigin::kBuiltIn;
};

struct FlagValue {
  bool is_on = true;
  FlagOrigin origin = FlagOrigin::kBuiltIn;
  std::optional<FlagChange> entry;  // That it comes from; nothing for a default.
};

// `history` is newest first. Without a source: what holds for those that have no entry of their
// own.
FlagValue ValueOf(std::string_view flag, const std::optional<std::string>& source,
                  const std::vector<FlagChange>& history, const FlagDefault& otherwise);

// The newest entry of the very scope, unless it was taken back.
std::optional<FlagChange> OwnEntry(std::string_view flag, const std::optional<std::string>& source,
                                   const std::vector<FlagChange>& history);

// Those of `sources` whose own entry holds whatever is set for everywhere, and is not `setting`.
std::vector<std::string> SourcesApart(std::string_view flag,
                                      const std::vector<std::string>& sources,
                                      const std::vector<FlagChange>& history, FlagSetting setting);

}  // namespace cognitrack
