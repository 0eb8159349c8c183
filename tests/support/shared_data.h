// Real data beside the repository (../shared, or where COGNITRACK_SHARED points), which is never
// part of it. Tests that read it skip with a message where it is absent:
//   const auto path = SharedFile("data/exports/openai-cost-2025-06.csv");
//   if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace cognitrack {

// The tests run in the repository's root.
inline std::filesystem::path SharedFile(const std::string& below) {
  const char* shared = std::getenv("COGNITRACK_SHARED");
  const std::filesystem::path root =
      shared != nullptr ? std::filesystem::path(shared) : std::filesystem::path("../shared");
  return root / below;
}

}  // namespace cognitrack
