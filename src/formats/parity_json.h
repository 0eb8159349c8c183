// The parity document as JSON (DESIGN §7) and as a Markdown report that can be filed as an audit
// finding.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "parity/parity_document.h"

namespace cognitrack {

// One line of JSON: counts as integers (128 bits wide where they must be), sides not read as null.
std::string ParityJson(const ParityDocument& document);
// The inverse, for `parity sign` and for reports of stored documents. kBadInput.
Result<ParityDocument> ParseParityJson(std::string_view json);

}  // namespace cognitrack
