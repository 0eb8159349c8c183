#include "twin/export_source.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "twin/csv_line.h"

namespace cognitrack::twin {
namespace {

Result<bool> HoldsCosts(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string header;
  if (!file) return Error{ErrorCode::kDisk, path + ": the file cannot be opened"};
  std::getline(file, header);
  const auto names = SplitLine(header);
  if (!names) return false;
  if (names->size() == 4)
    return std::filesystem::path(path).filename().string().starts_with("cost");
  return std::find(names->begin(), names->end(), "amount_value") != names->end();
}

}  // namespace

Result<Organisation> ReadExports(const std::vector<std::string>& paths,
                                 std::vector<std::string>* ignored_columns) {
  std::vector<std::string> of_usage;
  std::vector<std::string> of_costs;
  for (const std::string& path : paths) {
    TRY(const bool costs, HoldsCosts(path));
    (costs ? of_costs : of_usage).push_back(path);
  }
  Organisation organisation;
  if (!of_usage.empty()) {
    TRY_VOID(ReadUsageExports(of_usage, &organisation.completions(), ignored_columns));
  }
  if (!of_costs.empty()) {
    organisation.costs.emplace();
    TRY_VOID(ReadCostExports(of_costs, &*organisation.costs, ignored_columns));
  }
  return organisation;
}

}  // namespace cognitrack::twin
