#include "providers/openai/strict_value.h"

namespace cognitrack {

namespace ondemand = simdjson::ondemand;
using simdjson::SUCCESS;

bool IsStrictValue(ondemand::value value, std::string_view token, JsonKind kind,
                   std::string_view* whole) {
  *whole = token;
  switch (kind) {
    case JsonKind::kObject: {
      ondemand::object object;
      return value.get_object().get(object) == SUCCESS &&
             object.raw_json().get(*whole) == SUCCESS && IsStrictContainer(*whole, kJsonDepthMax);
    }
    case JsonKind::kArray: {
      ondemand::array array;
      return value.get_array().get(array) == SUCCESS && array.raw_json().get(*whole) == SUCCESS &&
             IsStrictContainer(*whole, kJsonDepthMax);
    }
    case JsonKind::kString: {
      std::string_view text;
      return value.get_string().get(text) == SUCCESS;
    }
    case JsonKind::kNumber:
      return IsJsonNumber(token);
    case JsonKind::kBool:
    case JsonKind::kNull:
      return true;
    case JsonKind::kMalformed:
      break;
  }
  return false;
}

}  // namespace cognitrack
