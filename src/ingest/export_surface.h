// Of which surface the exports of one command are: usage and costs are two ledgers, and one command
// fills or compares one of them.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "formats/export_kind.h"

namespace cognitrack {

struct KindOfFile {
  std::string path;
  ExportKind kind = ExportKind::kUnknown;
};

// "completions" or "costs". kBadInput, naming two files, where they are of several kinds. A range
// without any use looks alike in every kind of export: such a file is of the kind of the others,
// else of the one that its name tells (cost_…), else of completions.
Result<std::string> SurfaceOf(const std::vector<KindOfFile>& files);

}  // namespace cognitrack
