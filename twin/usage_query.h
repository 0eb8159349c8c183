// The query of GET /v1/organization/usage/completions, checked as strictly as the provider does.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21), operation usage-completions, and npm
// `openai` 7.57.0 (2026-11-13), which adds api_source. Arrays come as repeated `name=` or
// `name[]=`.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "twin/organisation.h"

namespace cognitrack::twin {

// A refusal as the provider words it.
struct ApiError {
  int status = 400;
  std::string message;
  std::string type = "invalid_request_error";
  std::string param;  // Empty: null.
  std::string code;   // Empty: null.
};

// The parameters that narrow what is counted; an empty list does not narrow.
struct UsageFilter {
  std::vector<std::string> project_ids;
  std::vector<std::string> user_ids;
  std::vector<std::string> api_key_ids;
  std::vector<std::string> models;
  std::optional<bool> batch;
};

struct UsageQuery {
  UtcSeconds start = 0;  // Floored to the minute.
  std::optional<UtcSeconds> end;
  UtcSeconds width = kSecondsPerDay;
  int limit = 7;  // Buckets, not rows.
  DimensionMask group_by = 0;
  UsageFilter filter;
  std::string filter_text;  // The filter's parameters as they came; for caches.
  std::string page;         // Empty: the first page.
  // Every parameter but `page`, decoded and in order: what a page token is bound to.
  std::string identity;
};

struct RequestTarget {
  std::string path;
  std::vector<std::pair<std::string, std::string>> parameters;  // Decoded.
};

// Splits and decodes ("%3D", "+" for a blank). Nothing where an escape is broken.
std::optional<RequestTarget> ParseTarget(std::string_view target);

std::variant<UsageQuery, ApiError> ParseUsageQuery(const RequestTarget& target);

}  // namespace cognitrack::twin
