#include "cli/json_members.h"

#include <boost/json.hpp>

namespace cognitrack {

namespace json = boost::json;

json::object ObjectIn(const std::string& text) {
  boost::system::error_code failed;
  const json::value value = json::parse(text, failed);
  return !failed && value.is_object() ? value.as_object() : json::object();
}

std::string TextIn(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::int64_t IntegerIn(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

}  // namespace cognitrack
