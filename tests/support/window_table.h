// Windows as small tables, so that a test shows the rows that it is about:
//
//   WindowOf(series, "2026-03-05", R"(
//     project_id  model  batch | input_tokens  output_tokens
//     proj_alpha  gpt-a  false | 10            2
//     -           gpt-a  ''    | 5             -
//   )");
//
// Before the bar stand dimensions (they are the grain), after it metrics (they are reported); a
// metric with another name than the known ones is an unknown metric. "-" is no value: unattributed,
// or not reported; '' is the empty text. Read from the API one hour after the day's end.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "usage/window.h"

namespace cognitrack {

WindowRead WindowOf(SeriesTable& series, std::string_view day, std::string_view table);

// The answer that the window was read from, with its hash.
void GiveSource(std::string_view bytes, WindowRead* read);

// The rows as lines "batch=false model=gpt-a project_id=proj_alpha | input_tokens=10
// output_tokens=2", sorted: what a test compares two contents by.
std::vector<std::string> LinesOf(const std::vector<UsageRow>& rows, const SeriesTable& series);
std::string LineOf(const Series& series, const MetricValues& metrics);

}  // namespace cognitrack
