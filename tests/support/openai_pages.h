// Pages of OpenAI's completions usage for tests, as text: what a test does not say is as on the
// wire.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace cognitrack {

// One result row. `fields` follow the three required metrics: R"("model":"m-1","batch":false)".
std::string OpenAiRow(std::int64_t input_tokens, std::int64_t output_tokens, std::int64_t requests,
                      std::string_view fields = "");

// A whole day's bucket of those rows; `end` 0 is the day's end.
std::string OpenAiBucket(Day day, const std::vector<std::string>& rows, UtcSeconds end = 0);

// A page of those buckets; with a token there is more.
std::string OpenAiPage(const std::vector<std::string>& buckets, std::string_view next_page = "");

}  // namespace cognitrack
