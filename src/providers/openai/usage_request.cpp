#include "providers/openai/usage_request.h"

#include "net/percent_encoding.h"

namespace cognitrack {

std::string UsagePath(const BaseUrl& base, const Surface& surface) {
  return base.path + std::string(surface.path);
}

std::string UsageUrl(const BaseUrl& base, const UsageRequest& request) {
  std::string url = base.text;
  url += request.surface->path;
  url += "?start_time=" + std::to_string(request.start.start());
  url += "&end_time=" + std::to_string(request.end_time);
  url += "&bucket_width=1d&limit=" + std::to_string(request.limit);
  for (const std::string& name : request.grain.names()) {
    url += "&group_by=";
    AppendPercentEncoded(name, &url);
  }
  if (!request.page.empty()) {
    url += "&page=";
    AppendPercentEncoded(request.page, &url);
  }
  return url;
}

}  // namespace cognitrack
