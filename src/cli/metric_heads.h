// What a metric is called at the head of a column.
#pragma once

#include <string>

#include "usage/metrics.h"

namespace cognitrack {

// "Requests", "Images", …; the provider's name of one without a word of its own.
std::string HeadOf(Metric metric);

}  // namespace cognitrack
