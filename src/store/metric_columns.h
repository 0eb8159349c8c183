// The columns of the known metrics, as lists for statements: one order everywhere, that of Metric.
// A count has one column; a decimal
// has two (money/picos.h): amount_micro and amount_pico.
#pragma once

#include <string>

#include "usage/metrics.h"

namespace cognitrack {

// How many columns the metrics have.
int ColumnCountOf(MetricSet metrics);
// "num_model_requests, input_tokens, …".
std::string MetricColumns(MetricSet metrics);
// "SUM(num_model_requests), SUM(input_tokens), …".
std::string MetricSums(MetricSet metrics);
// "$5, $6, …", one for each column.
std::string MetricParameters(MetricSet metrics, int first);
// "num_model_requests = excluded.num_model_requests, …".
std::string MetricsFromExcluded(MetricSet metrics);

// "input_tokens,num_model_requests": the stored form of a set, independent of any order in code.
std::string ToText(MetricSet metrics);
// Names that are not known are left out.
MetricSet MetricSetFromText(std::string_view text);

}  // namespace cognitrack
