#include "allocation/allocation_rule.h"

#include "money/picos.h"

namespace cognitrack {

std::optional<AllocationLevel> AllocationLevelNamed(std::string_view name) {
  for (const AllocationLevel level : kAllocationLevels) {
    if (NameOf(level) == name) return level;
  }
  return std::nullopt;
}

std::string PercentText(std::int64_t share) {
  return ToText(Picos{WideCount{share} * (100 * kPicosInOne / kWholeShare)});
}

bool AllocationRule::SaysTheSame(const AllocationRule& other) const {
  return level == other.level && value == other.value && share == other.share &&
         owner == other.owner && from == other.from && until == other.until && note == other.note;
}

std::string TargetText(const AllocationRule& rule) {
  return std::string(NameOf(rule.level)) + " " + rule.value;
}

std::string OwnerText(const CostOwner& owner) {
  return owner.cost_centre.empty() ? owner.business_unit
                                   : owner.business_unit + " / " + owner.cost_centre;
}

}  // namespace cognitrack
