// AllocationRules: a set of dated rules, checked as a whole. A leaf: it knows no file and no clock.
//
// - Of a row of costs, the narrowest rule counts: one for its api key before one for its user, that
//   before one for its project. Rules of a wider level then say nothing about the row.
// - Several rules of one target and day split it by their shares, which add up to at most 100 %.
//   What they leave is unallocated; it does not fall to a wider rule.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "allocation/allocation_rule.h"
#include "base/result.h"
#include "usage/series.h"

namespace cognitrack {

struct OwnerShare {
  CostOwner owner;
  std::int64_t share = kWholeShare;
  bool operator==(const OwnerShare&) const = default;
};

// What the rules say of one row of costs.
struct RuleMatch {
  std::optional<AllocationLevel> level;  // Nothing: no rule is about it.
  std::vector<OwnerShare> shares;        // In order of their owners, each once.
};

class AllocationRules {
 public:
  // No rules: everything is unallocated.
  AllocationRules() = default;
  // kBadInput, naming file and line, where the shares of one target add up to more than 100 % on
  // some day, or where two rows give one target to one owner on one day.
  static Result<AllocationRules> Make(std::vector<AllocationRule> rules);

  RuleMatch Find(const Series& series, Day day) const;
  // Whether a rule of that level holds on the day.
  bool Names(AllocationLevel level, Day day) const;
  // Whether any rule names the unit.
  bool KnowsUnit(std::string_view business_unit) const;

  // As given.
  const std::vector<AllocationRule>& rules() const { return rules_; }

 private:
  using Target = std::pair<AllocationLevel, std::string>;
  Status CheckTarget(const std::vector<std::size_t>& indices) const;

  std::vector<AllocationRule> rules_;
  std::map<Target, std::vector<std::size_t>> by_target_;
};

// What a set of rules would change in the one that it replaces.
struct RuleChanges {
  std::vector<AllocationRule> added;
  std::vector<AllocationRule> removed;
  std::int64_t kept = 0;
  // The first day that is allocated otherwise; nothing where none is.
  std::optional<Day> first_day() const;
};
RuleChanges ChangesBetween(const std::vector<AllocationRule>& before,
                           const std::vector<AllocationRule>& after);

}  // namespace cognitrack
