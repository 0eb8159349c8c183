#include "ingest/export_surface.h"

#include <algorithm>

namespace cognitrack {
namespace {

bool IsNamedCost(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  return name.rfind("cost_", 0) == 0;
}

}  // namespace

Result<std::string> SurfaceOf(const std::vector<KindOfFile>& files) {
  const auto tells = [](const KindOfFile& file) { return file.kind != ExportKind::kEmptyGrid; };
  const auto first = std::find_if(files.begin(), files.end(), tells);
  if (first == files.end()) {
    const bool all_cost = std::all_of(
        files.begin(), files.end(), [](const KindOfFile& file) { return IsNamedCost(file.path); });
    return std::string(all_cost && !files.empty() ? "costs" : "completions");
  }
  for (const KindOfFile& file : files) {
    if (!tells(file) || file.kind == first->kind) continue;
    return Error{ErrorCode::kBadInput,
                 first->path + " is an " + std::string(NameOf(first->kind)) + " export and " +
                     file.path + " an " + std::string(NameOf(file.kind)) +
                     " export; usage and costs are two ledgers: give each kind a command of its "
                     "own"};
  }
  return std::string(first->kind == ExportKind::kOpenAiCost ? "costs" : "completions");
}

}  // namespace cognitrack
