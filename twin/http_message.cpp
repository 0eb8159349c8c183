#include "twin/http_message.h"

namespace cognitrack::twin {

std::size_t TwinResponse::BodySize() const {
  std::size_t size = 0;
  for (const SharedText& part : parts) size += part->size();
  return size;
}

std::string TwinResponse::Body() const {
  std::string body;
  body.reserve(BodySize());
  for (const SharedText& part : parts) body += *part;
  return body;
}

void TwinResponse::SetBody(std::string body) {
  parts.clear();
  parts.push_back(std::make_shared<const std::string>(std::move(body)));
}

std::string_view TwinResponse::Header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return {};
}

}  // namespace cognitrack::twin
