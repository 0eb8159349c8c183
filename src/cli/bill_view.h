// A reconciliation for people: a calendar of verdicts, the bill by model, the causes in words, what
// stays unknown, and one line that says what is explained.
#pragma once

#include <string>

#include "cli/text_style.h"
#include "pricing/bill_document.h"

namespace cognitrack {

std::string BillText(const BillDocument& document, const TextStyle& style, int width);

// "explained: 99.9133 % of 19,539.511889 USD, 30 days; 99.8921 % reproduced".
std::string BillVerdictLine(const BillDocument& document);

}  // namespace cognitrack
