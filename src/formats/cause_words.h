// The causes of parity in words: what each means, and what to do next.
#pragma once

#include <string_view>

#include "parity/parity_document.h"

namespace cognitrack {

std::string_view MeaningOf(Cause cause);
std::string_view NextStepFor(Cause cause);

}  // namespace cognitrack
