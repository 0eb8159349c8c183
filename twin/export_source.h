// Reads the provider's exports back into an organisation. Columns are found by name.
//
// Source: the header versions of twin/export_file.h and twin/cost_export.h.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "twin/organisation.h"

namespace cognitrack::twin {

// Reads exports of any of these versions as one organisation: it has completions where one of them
// holds usage, costs where one holds costs. An empty grid (four columns of times) is what its name
// says, usage where it says nothing. kBadInput with file and line; kDisk where a file cannot be
// read.
//
// Usage: lines of one key and bucket keep apart. An unknown column of whole numbers becomes a
// metric of that name, any other is left out and named in `ignored_columns`. Costs keep every
// digit, up to 36 places; names, users and what is not known are left out, and only the last are
// named.
Result<Organisation> ReadExports(const std::vector<std::string>& paths,
                                 std::vector<std::string>* ignored_columns);

// The same of exports of one kind.
Status ReadUsageExports(const std::vector<std::string>& paths, SurfaceRecords* records,
                        std::vector<std::string>* ignored_columns);
Status ReadCostExports(const std::vector<std::string>& paths, CostRecords* records,
                       std::vector<std::string>* ignored_columns);

}  // namespace cognitrack::twin
