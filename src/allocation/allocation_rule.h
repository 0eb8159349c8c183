// What one row of an allocation file says: whose money the spend of a project, an api key or a user
// is, from a day on.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace cognitrack {

// The dimension that a rule names, in order of precedence: an api key belongs to one user and one
// project, so that a rule for it is the narrowest.
enum class AllocationLevel : std::uint8_t { kApiKey, kUser, kProject };
inline constexpr std::array<std::string_view, 3> kAllocationLevelNames = {"api_key_id", "user_id",
                                                                          "project_id"};
inline constexpr std::array kAllocationLevels = {AllocationLevel::kApiKey, AllocationLevel::kUser,
                                                 AllocationLevel::kProject};
constexpr std::string_view NameOf(AllocationLevel level) {
  return kAllocationLevelNames[static_cast<std::size_t>(level)];
}
std::optional<AllocationLevel> AllocationLevelNamed(std::string_view name);

// Whom money is allocated to. A cost centre may be left blank.
struct CostOwner {
  std::string business_unit;
  std::string cost_centre;
  auto operator<=>(const CostOwner&) const = default;
};

// Shares are counted in millionths: percent with four decimals.
inline constexpr std::int64_t kWholeShare = 1'000'000;
inline constexpr int kShareDecimals = 4;
// "100", "33.3333".
std::string PercentText(std::int64_t share);

struct AllocationRule {
  AllocationLevel level = AllocationLevel::kProject;
  std::string value;                 // The id.
  std::int64_t share = kWholeShare;  // More than 0.
  CostOwner owner;
  Day from;
  std::optional<Day> until;  // The first day on which it no longer holds.
  std::string note;
  std::string file;       // Where the row stands; empty for rules that were stored.
  std::int64_t line = 0;  // Of the file, or the place among the stored rules.

  bool HoldsOn(Day day) const { return from <= day && (!until || day < *until); }
  // The same rule, wherever it stands.
  bool SaysTheSame(const AllocationRule& other) const;
};

// "project_id proj_alpha".
std::string TargetText(const AllocationRule& rule);
// "Research / CC-100", or the unit alone.
std::string OwnerText(const CostOwner& owner);

}  // namespace cognitrack
