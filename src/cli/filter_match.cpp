#include "cli/filter_match.h"

namespace cognitrack {
namespace {

bool Has(const DimensionFilter& filter, const std::string* value) {
  for (const std::optional<std::string>& wanted : filter.values) {
    if (!wanted && value == nullptr) return true;
    if (wanted && value != nullptr && *wanted == *value) return true;
  }
  return false;
}

}  // namespace

bool Matches(const std::vector<DimensionFilter>& filters, const Grain& grain,
             const Series& series) {
  for (const DimensionFilter& filter : filters) {
    if (!grain.Has(filter.dimension)) return false;
    if (Has(filter, series.Find(filter.dimension)) == filter.exclude) return false;
  }
  return true;
}

}  // namespace cognitrack
