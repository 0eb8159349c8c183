// The columns of the known metrics, as lists for statements: one order everywhere, that of Metric.
#pragma once

#include <string>

#include "usage/metrics.h"

namespace cognitrack {

// "u.num_model_requests, u.input_tokens, …"; without a table where it is "".
std::string MetricColumns(const std::string& table = "");
// "$5, $6, …", as many as there are metrics.
std::string MetricParameters(int first);
// "num_model_requests = excluded.num_model_requests, …".
std::string MetricsFromExcluded();

// "input_tokens,num_model_requests": the stored form of a set, independent of any order in code.
std::string ToText(MetricSet metrics);
// Names that are not known are left out.
MetricSet MetricSetFromText(std::string_view text);

}  // namespace cognitrack
