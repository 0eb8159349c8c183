// The money of a cost row, {"amount":{"value":12.5,"currency":"usd"}}, digit by digit: the text
// that the provider wrote is what counts, never a double.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21), CostsResult. Its `value` is a number there;
// texts ("12.50") have been reported since 2026-05-16 and are taken for the number in them.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

#include "money/picos.h"
#include "providers/openai/json_token.h"

namespace cognitrack {

struct DecimalToken {
  enum class Verdict {
    kRead,
    kNotANumber,  // Another kind of value, or a text without a number in it.
    kTooLarge,    // Beyond what the ledger's amounts can hold.
    kMalformed,   // No JSON.
  };
  Verdict verdict = Verdict::kRead;
  ParsedPicos parsed;
  bool is_text = false;
};
// A number as JSON writes it, exponents included, or a text that holds one.
DecimalToken ParseDecimalToken(std::string_view token, JsonKind kind);

struct CostAmount {
  DecimalToken value;
  std::string_view value_text;  // The value's token.
  std::string_view currency;    // As given, a part of the text.
  std::vector<std::string> unknown_fields;
  // Why the row cannot be believed; empty where it can.
  std::string refusal;
  // Where the text is no JSON; null where it is.
  const char* malformed_at = nullptr;
};
CostAmount ReadCostAmount(simdjson::ondemand::value value);

}  // namespace cognitrack
