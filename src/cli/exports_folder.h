// The watched folder of exports: each file that appears there is compared with the ledger once,
// known by what is in it. Files are never moved, changed or deleted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "alerts/alert.h"
#include "cli/command_context.h"
#include "store/seen_exports.h"

namespace cognitrack {

// What is looked at: more files or larger ones are left alone, and said so.
inline constexpr std::size_t kMostExports = 1'000;
inline constexpr std::int64_t kLargestExport = std::int64_t{1} << 30;
// A file that changed since is left to the next look: it may still be written.
inline constexpr UtcSeconds kExportRests = 60;

struct ExportsLook {
  std::vector<SeenExport> done;      // Now.
  std::vector<std::string> waiting;  // Names that are left to the next look.
  std::vector<std::string> left;     // "june.csv: larger than …": never looked into.
  std::int64_t known = 0;            // Dealt with before.
};

// Looks twice, a second apart, and compares what stayed the same. An Error of the ledger ends it;
// what was compared before stays recorded. kConfig where the folder cannot be read.
Result<ExportsLook> LookAtExports(CommandContext& context, const std::string& folder);

// Of files that were refused and are still there.
Result<std::vector<Alert>> BadExports(ServiceStore& service, const std::string& folder);

std::string ExportsText(const ExportsLook& look, const TextStyle& style);
std::string ExportsJson(const ExportsLook& look);

}  // namespace cognitrack
