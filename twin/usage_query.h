// The query of GET /v1/organization/usage/… and /v1/organization/costs, checked as strictly as the
// provider does.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21), operations usage-… and usage-costs, and npm
// `openai` 7.57.0 (2026-11-13), which adds api_source. Arrays come as repeated `name=` or
// `name[]=`. Of costs, as reported by others: at most 31 buckets a page whatever the limit, which
// may be up to 180; no api_key_id before 2025-12-06.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "twin/endpoint.h"

namespace cognitrack::twin {

// A refusal as the provider words it.
struct ApiError {
  int status = 400;
  std::string message;
  std::string type = "invalid_request_error";
  std::string param;  // Empty: null.
  std::string code;   // Empty: null.
};

// Keeps records whose value in that slot is one of these.
struct UsageFilter {
  std::size_t slot = 0;
  std::vector<std::string> values;
};

struct UsageQuery {
  UtcSeconds start = 0;  // Floored to the minute.
  std::optional<UtcSeconds> end;
  UtcSeconds width = kSecondsPerDay;
  int limit = 7;  // Buckets, not rows: how many a page has at most.
  DimensionMask group_by = 0;
  std::vector<UsageFilter> filters;
  std::string filter_text;  // The filter's parameters as they came; for caches.
  std::string page;         // Empty: the first page.
  // The path and every parameter but `page`, decoded and in order: what a page token is bound to.
  std::string identity;
};

struct RequestTarget {
  std::string path;
  std::vector<std::pair<std::string, std::string>> parameters;  // Decoded.
};

// Splits and decodes ("%3D", "+" for a blank). Nothing where an escape is broken.
std::optional<RequestTarget> ParseTarget(std::string_view target);

std::variant<UsageQuery, ApiError> ParseUsageQuery(const Endpoint& endpoint,
                                                   const RequestTarget& target);

}  // namespace cognitrack::twin
