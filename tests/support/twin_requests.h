// Asking the twin's API in tests: requests with an admin key, and pages followed to their end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "twin/usage_api.h"

namespace cognitrack {

// The answer to GET /v1/organization/usage/completions?`query` with an admin key.
twin::TwinResponse AskTwin(twin::UsageApi& api, const std::string& query);

// The same of another surface: "costs", "images" …
twin::TwinResponse AskTwinFor(std::string_view surface, twin::UsageApi& api,
                              const std::string& query);

// The texts of every page of the query; stops at the first answer that is not 200.
std::vector<std::string> AskTwinForAllPages(twin::UsageApi& api, const std::string& query);
std::vector<std::string> AskTwinForAllPagesOf(std::string_view surface, twin::UsageApi& api,
                                              const std::string& query);

// The value of "next_page" in a page's text, percent-encoded; empty where it is null.
std::string NextPageOf(const std::string& page);

// The sum of every `"field":N` in the texts.
std::int64_t SumOf(const std::string& field, const std::vector<std::string>& pages);

// How often `part` stands in the texts.
int CountOf(const std::string& part, const std::vector<std::string>& pages);

}  // namespace cognitrack
