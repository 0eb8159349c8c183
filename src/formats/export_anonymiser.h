// An export with pseudonyms in place of what is the customer's, cell by cell: ids, names, e-mail
// addresses, keys, the customers' parts of models and line items, and every column that is not
// known, unless all of its filled cells are numbers. Every other byte stays as it is: numbers,
// times, quotes, line ends, the byte order mark, the order of rows and columns.
//
// Source: the header versions of formats/export_reader.h.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pseudonyms/pseudonyms.h"

namespace cognitrack {

struct AnonymisedColumn {
  std::string name;
  bool is_known = true;  // Described by a header version of ours.
  TextKind kind = TextKind::kOther;
  std::int64_t replaced = 0;  // Cells that were written differently.
};

struct AnonymisedExport {
  std::vector<AnonymisedColumn> columns;  // In the order of the file.
  std::int64_t rows = 0;                  // Without the first line.
};

// Reads the file (twice where it has columns that are not known) and hands out the bytes of the
// copy. kBadInput as from ReadExport, for a pipe, and for a column whose name holds a secret, by
// its number; kInvariant where two texts would get one pseudonym.
Result<AnonymisedExport> AnonymiseExport(const std::string& path, Pseudonyms* pseudonyms,
                                         const std::function<void(std::string_view)>& write);

// Whether a copy, made before with the same pseudonyms, still holds an original where a pseudonym
// belongs, or a secret anywhere. kInvariant with line and column, without the text.
Status CheckNothingIsLeft(const std::string& copy, const Pseudonyms& pseudonyms);

}  // namespace cognitrack
