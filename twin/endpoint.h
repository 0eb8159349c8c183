// Endpoints: what the twin serves at each path of the provider's usage and cost reports, made from
// the descriptions of usage/surface.h. Several surfaces may share a path (costs, and the same costs
// by key); then the endpoint takes what any of them can be asked for.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21) and its example responses, for the order in
// which a row lists its dimensions and for the values that some filters are limited to.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "usage/surface.h"

namespace cognitrack::twin {

// A set of an endpoint's dimensions, bit i for the one in slot i.
using DimensionMask = std::uint32_t;

struct EndpointFilter {
  std::string_view parameter;                // "project_ids".
  std::size_t slot = 0;                      // Of the dimension that it narrows.
  bool is_flag = false;                      // One "true" or "false" in place of a list.
  std::span<const std::string_view> values;  // Others are refused; empty: any.
};

struct Endpoint {
  std::string_view surface;   // The first one at this path.
  std::string_view path;      // "/v1/organization/usage/completions".
  std::string_view row_kind;  // The `object` of a row.
  // By slot, in the order in which a row lists them.
  std::vector<std::string_view> dimensions;
  std::vector<EndpointFilter> filters;
  bool bills = false;  // Its rows are amounts of money, in buckets of a day.

  std::optional<std::size_t> SlotOf(std::string_view dimension) const;
};

const std::vector<Endpoint>& Endpoints();
// Null for a path that no surface has.
const Endpoint* EndpointAt(std::string_view path);
// Of a surface that is known.
const Endpoint& EndpointOf(std::string_view surface);
// Which of the endpoint's surfaces a query at this grouping reads.
const Surface& SurfaceAsked(const Endpoint& endpoint, DimensionMask group_by);

}  // namespace cognitrack::twin
