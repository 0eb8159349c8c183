#include "tests/support/openai_pages.h"

namespace cognitrack {
namespace {

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : ",") + part;
  return joined;
}

}  // namespace

std::string OpenAiRow(std::int64_t input_tokens, std::int64_t output_tokens, std::int64_t requests,
                      std::string_view fields) {
  std::string row = R"({"object":"organization.usage.completions.result","input_tokens":)" +
                    std::to_string(input_tokens) + R"(,"output_tokens":)" +
                    std::to_string(output_tokens) + R"(,"num_model_requests":)" +
                    std::to_string(requests);
  if (!fields.empty()) row += "," + std::string(fields);
  return row + "}";
}

std::string OpenAiBucket(Day day, const std::vector<std::string>& rows, UtcSeconds end) {
  return R"({"object":"bucket","start_time":)" + std::to_string(day.start()) + R"(,"end_time":)" +
         std::to_string(end == 0 ? day.end() : end) + R"(,"results":[)" + Joined(rows) + "]}";
}

std::string OpenAiPage(const std::vector<std::string>& buckets, std::string_view next_page) {
  const bool has_more = !next_page.empty();
  return R"({"object":"page","data":[)" + Joined(buckets) + R"(],"has_more":)" +
         (has_more ? "true" : "false") + R"(,"next_page":)" +
         (has_more ? "\"" + std::string(next_page) + "\"" : "null") + "}";
}

}  // namespace cognitrack
