#include "providers/openai/json_token.h"

#include <simdjson.h>

namespace cognitrack {
namespace {

namespace ondemand = simdjson::ondemand;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::size_t CountDigits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && IsDigit(text[count])) ++count;
  return count;
}

bool IsStrictValue(ondemand::value value, int depth);

bool IsStrictObject(ondemand::object object, int depth) {
  for (auto field : object) {
    std::string_view key;
    ondemand::value value;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) return false;
    if (field.value().get(value) != simdjson::SUCCESS) return false;
    if (!IsStrictValue(value, depth)) return false;
  }
  return true;
}

bool IsStrictArray(ondemand::array array, int depth) {
  for (auto element : array) {
    ondemand::value value;
    if (element.get(value) != simdjson::SUCCESS) return false;
    if (!IsStrictValue(value, depth)) return false;
  }
  return true;
}

bool IsStrictValue(ondemand::value value, int depth) {
  std::string_view token = value.raw_json_token();
  switch (KindOf(&token)) {
    case JsonKind::kObject: {
      ondemand::object object;
      return depth > 0 && value.get_object().get(object) == simdjson::SUCCESS &&
             IsStrictObject(object, depth - 1);
    }
    case JsonKind::kArray: {
      ondemand::array array;
      return depth > 0 && value.get_array().get(array) == simdjson::SUCCESS &&
             IsStrictArray(array, depth - 1);
    }
    case JsonKind::kString: {
      std::string_view text;
      return value.get_string().get(text) == simdjson::SUCCESS;
    }
    case JsonKind::kNumber:
      return IsJsonNumber(token);
    case JsonKind::kBool:
    case JsonKind::kNull:
      return true;
    case JsonKind::kMalformed:
      return false;
  }
  return false;
}

}  // namespace

JsonKind KindOf(std::string_view* token) {
  while (!token->empty() && IsBlank(token->back())) token->remove_suffix(1);
  if (token->empty()) return JsonKind::kMalformed;
  switch (token->front()) {
    case '{':
      return JsonKind::kObject;
    case '[':
      return JsonKind::kArray;
    case '"':
      return token->size() >= 2 && token->back() == '"' ? JsonKind::kString : JsonKind::kMalformed;
    case 't':
      return *token == "true" ? JsonKind::kBool : JsonKind::kMalformed;
    case 'f':
      return *token == "false" ? JsonKind::kBool : JsonKind::kMalformed;
    case 'n':
      return *token == "null" ? JsonKind::kNull : JsonKind::kMalformed;
    default:
      return token->front() == '-' || IsDigit(token->front()) ? JsonKind::kNumber
                                                              : JsonKind::kMalformed;
  }
}

bool IsJsonNumber(std::string_view token) {
  if (token.substr(0, 1) == "-") token.remove_prefix(1);
  const std::size_t whole = CountDigits(token);
  if (whole == 0 || (whole > 1 && token[0] == '0')) return false;
  token.remove_prefix(whole);
  if (token.substr(0, 1) == ".") {
    token.remove_prefix(1);
    const std::size_t fraction = CountDigits(token);
    if (fraction == 0) return false;
    token.remove_prefix(fraction);
  }
  if (!token.empty() && (token[0] == 'e' || token[0] == 'E')) {
    token.remove_prefix(1);
    if (!token.empty() && (token[0] == '+' || token[0] == '-')) token.remove_prefix(1);
    const std::size_t exponent = CountDigits(token);
    if (exponent == 0) return false;
    token.remove_prefix(exponent);
  }
  return token.empty();
}

std::string_view NameOf(CountProblem problem) {
  switch (problem) {
    case CountProblem::kNone:
      return "a count";
    case CountProblem::kMalformed:
      return "no number";
    case CountProblem::kNegative:
      return "negative";
    case CountProblem::kNotWhole:
      return "written with a fraction or an exponent";
    case CountProblem::kTooLarge:
      return "larger than 2^63 - 1";
  }
  return "no number";
}

CountProblem ParseCountToken(std::string_view token, std::int64_t* count) {
  constexpr std::size_t kAlwaysFits = 18;
  std::int64_t value = 0;
  const std::size_t digits = CountDigits(token);
  if (digits == token.size() && digits > 0 && digits <= kAlwaysFits &&
      (token[0] != '0' || digits == 1)) {
    for (const char c : token) value = value * 10 + (c - '0');
    *count = value;
    return CountProblem::kNone;
  }
  if (!IsJsonNumber(token)) return CountProblem::kMalformed;
  if (token[0] == '-') return CountProblem::kNegative;
  if (digits != token.size()) return CountProblem::kNotWhole;
  for (const char c : token) {
    if (__builtin_mul_overflow(value, 10, &value) ||
        __builtin_add_overflow(value, static_cast<std::int64_t>(c - '0'), &value)) {
      return CountProblem::kTooLarge;
    }
  }
  *count = value;
  return CountProblem::kNone;
}

bool IsStrictContainer(std::string_view value, int depth) {
  const simdjson::padded_string text(value);
  ondemand::parser parser;
  ondemand::document document;
  if (depth <= 0 || parser.iterate(text).get(document) != simdjson::SUCCESS) return false;
  ondemand::object object;
  ondemand::array array;
  const bool is_strict =
      document.get_object().get(object) == simdjson::SUCCESS ? IsStrictObject(object, depth - 1)
      : document.get_array().get(array) == simdjson::SUCCESS ? IsStrictArray(array, depth - 1)
                                                             : false;
  return is_strict && document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

}  // namespace cognitrack
