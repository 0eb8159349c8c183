#include "tests/support/twin_requests.h"

#include <cstdlib>

namespace cognitrack {

twin::TwinResponse AskTwin(twin::UsageApi& api, const std::string& query) {
  return AskTwinFor("completions", api, query);
}

twin::TwinResponse AskTwinFor(std::string_view surface, twin::UsageApi& api,
                              const std::string& query) {
  twin::TwinRequest request;
  request.target = std::string(twin::EndpointOf(surface).path) + '?' + query;
  request.authorization = "Bearer sk-admin-test";
  return api.Handle(request);
}

std::vector<std::string> AskTwinForAllPages(twin::UsageApi& api, const std::string& query) {
  return AskTwinForAllPagesOf("completions", api, query);
}

std::vector<std::string> AskTwinForAllPagesOf(std::string_view surface, twin::UsageApi& api,
                                              const std::string& query) {
  std::vector<std::string> pages;
  std::string token;
  do {
    const twin::TwinResponse response =
        AskTwinFor(surface, api, token.empty() ? query : query + "&page=" + token);
    if (response.status != 200) break;
    pages.push_back(response.Body());
    token = NextPageOf(pages.back());
  } while (!token.empty());
  return pages;
}

std::string NextPageOf(const std::string& page) {
  const std::string name = "\"next_page\":\"";
  const std::size_t at = page.rfind(name);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size();
  std::string encoded;
  for (const char c : page.substr(begin, page.find('"', begin) - begin)) {
    if (c == '=') {
      encoded += "%3D";
    } else if (c == '+') {
      encoded += "%2B";
    } else if (c == '/') {
      encoded += "%2F";
    } else {
      encoded += c;
    }
  }
  return encoded;
}

std::int64_t SumOf(const std::string& field, const std::vector<std::string>& pages) {
  const std::string name = "\"" + field + "\":";
  std::int64_t sum = 0;
  for (const std::string& page : pages) {
    for (std::size_t at = page.find(name); at != std::string::npos; at = page.find(name, at + 1)) {
      sum += std::atoll(page.c_str() + at + name.size());
    }
  }
  return sum;
}

int CountOf(const std::string& part, const std::vector<std::string>& pages) {
  int count = 0;
  for (const std::string& page : pages) {
    for (std::size_t at = page.find(part); at != std::string::npos; at = page.find(part, at + 1)) {
      ++count;
    }
  }
  return count;
}

}  // namespace cognitrack
