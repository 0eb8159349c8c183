#include "allocation/allocation_rules.h"

#include <algorithm>
#include <set>

namespace cognitrack {
namespace {

bool Overlap(const AllocationRule& a, const AllocationRule& b) {
  return (!a.until || b.from < *a.until) && (!b.until || a.from < *b.until);
}

std::string PlaceOf(const AllocationRule& rule) {
  return rule.file + ":" + std::to_string(rule.line);
}

Error TwoForOneDay(const AllocationRule& first, const AllocationRule& second) {
  return {ErrorCode::kBadInput, PlaceOf(second) + ": " + TargetText(second) + " is given to " +
                                    OwnerText(second.owner) +
                                    " for some of these days already on line " +
                                    std::to_string(first.line) + "; end that one with 'until'"};
}

Error MoreThanAll(const std::vector<const AllocationRule*>& holding, Day day) {
  std::string parts;
  for (const AllocationRule* rule : holding) {
    parts += (parts.empty() ? "" : ", ") + PercentText(rule->share) + " % to " +
             OwnerText(rule->owner) + " (line " + std::to_string(rule->line) + ")";
  }
  const AllocationRule& last =
      **std::max_element(holding.begin(), holding.end(),
                         [](const auto* a, const auto* b) { return a->line < b->line; });
  return {ErrorCode::kBadInput, PlaceOf(last) + ": on " + FormatDay(day) + " more than 100 % of " +
                                    TargetText(last) + " is given away: " + parts +
                                    "; end one with 'until', or split it with 'share_percent'"};
}

}  // namespace

Result<AllocationRules> AllocationRules::Make(std::vector<AllocationRule> rules) {
  AllocationRules made;
  made.rules_ = std::move(rules);
  for (std::size_t i = 0; i < made.rules_.size(); ++i) {
    made.by_target_[{made.rules_[i].level, made.rules_[i].value}].push_back(i);
  }
  for (const auto& [target, indices] : made.by_target_) TRY_VOID(made.CheckTarget(indices));
  return made;
}

Status AllocationRules::CheckTarget(const std::vector<std::size_t>& indices) const {
  for (const std::size_t i : indices) {
    for (const std::size_t j : indices) {
      if (j >= i || rules_[i].owner != rules_[j].owner) continue;
      if (Overlap(rules_[i], rules_[j])) return TwoForOneDay(rules_[j], rules_[i]);
    }
  }
  // The sum can grow only where a rule begins.
  for (const std::size_t i : indices) {
    std::vector<const AllocationRule*> holding;
    std::int64_t sum = 0;
    for (const std::size_t j : indices) {
      if (!rules_[j].HoldsOn(rules_[i].from)) continue;
      holding.push_back(&rules_[j]);
      sum += rules_[j].share;
    }
    if (sum > kWholeShare) return MoreThanAll(holding, rules_[i].from);
  }
  return {};
}

RuleMatch AllocationRules::Find(const Series& series, Day day) const {
  for (const AllocationLevel level : kAllocationLevels) {
    const std::string* value = series.Find(NameOf(level));
    if (value == nullptr) continue;
    const auto found = by_target_.find({level, *value});
    if (found == by_target_.end()) continue;
    RuleMatch match;
    for (const std::size_t i : found->second) {
      const AllocationRule& rule = rules_[i];
      if (rule.HoldsOn(day)) match.shares.push_back({rule.owner, rule.share});
    }
    if (match.shares.empty()) continue;
    match.level = level;
    std::sort(match.shares.begin(), match.shares.end(),
              [](const OwnerShare& a, const OwnerShare& b) { return a.owner < b.owner; });
    return match;
  }
  return {};
}

bool AllocationRules::Names(AllocationLevel level, Day day) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const AllocationRule& rule) {
    return rule.level == level && rule.HoldsOn(day);
  });
}

bool AllocationRules::KnowsUnit(std::string_view business_unit) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const AllocationRule& rule) {
    return rule.owner.business_unit == business_unit;
  });
}

RuleChanges ChangesBetween(const std::vector<AllocationRule>& before,
                           const std::vector<AllocationRule>& after) {
  RuleChanges changes;
  std::set<std::size_t> met;  // Of `before`.
  for (const AllocationRule& rule : after) {
    std::size_t i = 0;
    while (i < before.size() && (met.contains(i) || !before[i].SaysTheSame(rule))) ++i;
    if (i == before.size()) {
      changes.added.push_back(rule);
    } else {
      met.insert(i);
      ++changes.kept;
    }
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (!met.contains(i)) changes.removed.push_back(before[i]);
  }
  return changes;
}

std::optional<Day> RuleChanges::first_day() const {
  std::optional<Day> first;
  for (const auto* rules : {&added, &removed}) {
    for (const AllocationRule& rule : *rules)
      first = std::min(first.value_or(rule.from), rule.from);
  }
  return first;
}

}  // namespace cognitrack
