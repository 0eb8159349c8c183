// RecordFilter: the filters of a query with their values turned into value numbers.
#pragma once

#include <array>
#include <vector>

#include "twin/organisation.h"
#include "twin/usage_query.h"

namespace cognitrack::twin {

class RecordFilter {
 public:
  RecordFilter(const std::vector<UsageFilter>& filters,
               const std::array<ValueTable, kDimensionCount>& values);

  bool Passes(const Key& key) const;

 private:
  struct Condition {
    std::size_t slot;
    std::vector<std::uint32_t> allowed;
  };
  std::vector<Condition> conditions_;
};

}  // namespace cognitrack::twin
