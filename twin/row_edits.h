// Changes to the JSON of a page's rows, as a faulty provider would make them. Each works on the
// text, which the twin has written itself, and says whether there was anything to change.
#pragma once

#include <string>

#include "twin/faults.h"

namespace cognitrack::twin {

// For the kinds from kTruncatedJson, kMalformedJson and kTwoRowsOneKey to kOmitField.
bool EditRows(const Fault& fault, std::string* page);

}  // namespace cognitrack::twin
