// The document of `parity costs`, as JSON (docs/JSON.md). Money and shares are decimal strings;
// what is unknown is null.
#pragma once

#include <cstddef>
#include <string>

#include "pricing/bill_document.h"

namespace cognitrack {

// `lines_kept`: how many of the lines that differ are written out at most.
std::string BillJson(const BillDocument& document, std::size_t lines_kept);

// Dollars per million units; digits beyond 10^-12 that a discount leaves are cut off.
std::string PerMillionText(const Rate& rate);

}  // namespace cognitrack
