#include "feature_flags/flag_value.h"

#include <algorithm>

namespace cognitrack {
namespace {

FlagValue ValueIn(const FlagChange& entry, FlagOrigin origin) {
  return {entry.setting == FlagSetting::kOn, origin, entry};
}

}  // namespace

std::string_view NameOf(FlagOrigin origin) {
  switch (origin) {
    case FlagOrigin::kSource:
      return "source";
    case FlagOrigin::kEverywhere:
      return "everywhere";
    case FlagOrigin::kEnvironment:
      return "environment";
    case FlagOrigin::kBuiltIn:
      return "built_in";
  }
  return "built_in";
}

FlagValue ValueOf(std::string_view flag, const std::optional<std::string>& source,
                  const std::vector<FlagChange>& history, const FlagDefault& otherwise) {
  if (source) {
    if (const auto entry = OwnEntry(flag, source, history)) {
      return ValueIn(*entry, FlagOrigin::kSource);
    }
  }
  if (const auto entry = OwnEntry(flag, std::nullopt, history)) {
    return ValueIn(*entry, FlagOrigin::kEverywhere);
  }
  return {otherwise.is_on, otherwise.origin, std::nullopt};
}

std::optional<FlagChange> OwnEntry(std::string_view flag, const std::optional<std::string>& source,
                                   const std::vector<FlagChange>& history) {
  const auto newest = std::find_if(history.begin(), history.end(), [&](const FlagChange& change) {
    return change.flag == flag && change.source == source;
  });
  if (newest == history.end() || newest->setting == FlagSetting::kDefault) return std::nullopt;
  return *newest;
}

std::vector<std::string> SourcesApart(std::string_view flag,
                                      const std::vector<std::string>& sources,
                                      const std::vector<FlagChange>& history, FlagSetting setting) {
  std::vector<std::string> apart;
  for (const std::string& source : sources) {
    const auto entry = OwnEntry(flag, source, history);
    if (entry && entry->setting != setting) apart.push_back(source);
  }
  return apart;
}

}  // namespace cognitrack
