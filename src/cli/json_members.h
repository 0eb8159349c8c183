// Members of a JSON document that was read: what is absent, or of another type, is as if it were
// blank.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace cognitrack {

// An object without members for a text that is none.
boost::json::object ObjectIn(const std::string& text);
std::string TextIn(const boost::json::object& object, std::string_view name);
std::int64_t IntegerIn(const boost::json::object& object, std::string_view name);

}  // namespace cognitrack
