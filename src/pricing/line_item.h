// LineItem: what one line of a bill is for, told from its text.
//
// Source: OpenAI's cost exports of 2024-12 to 2025-06 ("gpt-4o-2024-08-06, cached input", "batch
// api | gpt-4.1-nano-2025-04-14, input", "gpt-image-1 text, input"), and OpenAI's OpenAPI
// document 2.3.0 (2026-08-21), CostsResult, whose example writes "gpt-6-astra, input_tokens".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pricing/price_row.h"

namespace cognitrack {

struct LineItem {
  std::string name;            // The model as bills call it; the whole text where no meter is told.
  std::string tier;            // One of kPriceTiers.
  std::optional<Meter> meter;  // Of tokens; nothing where the line is for something else.
  bool operator==(const LineItem&) const = default;
};

LineItem ParseLineItem(std::string_view text);

// How bills write it: the inverse for standard and batch lines of text.
std::string LineItemText(const LineItem& item);

}  // namespace cognitrack
