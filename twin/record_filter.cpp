#include "twin/record_filter.h"

#include <algorithm>

namespace cognitrack::twin {

RecordFilter::RecordFilter(const std::vector<UsageFilter>& filters,
                           const std::array<ValueTable, kDimensionCount>& values) {
  for (const UsageFilter& filter : filters) {
    Condition condition{filter.slot, {}};
    for (const std::string& value : filter.values) {
      condition.allowed.push_back(values[filter.slot].Find(value));
    }
    conditions_.push_back(std::move(condition));
  }
}

bool RecordFilter::Passes(const Key& key) const {
  return std::all_of(conditions_.begin(), conditions_.end(), [&key](const Condition& condition) {
    const std::uint32_t value = key[condition.slot];
    const auto& allowed = condition.allowed;
    return value != 0 && std::find(allowed.begin(), allowed.end(), value) != allowed.end();
  });
}

}  // namespace cognitrack::twin
