#include "server/message.h"

namespace cognitrack {

std::string_view HeaderOf(const HeaderList& headers, std::string_view lower_case_name) {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return {};
}

std::string_view ServerRequest::Header(std::string_view lower_case_name) const {
  return HeaderOf(headers, lower_case_name);
}

}  // namespace cognitrack
