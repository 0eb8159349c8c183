#include "api/next_page.h"

#include <algorithm>
#include <boost/json/object.hpp>

#include "cli/json_members.h"

namespace cognitrack {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

std::string_view NameIn(std::string_view pair) { return pair.substr(0, pair.find('=')); }

// As it was sent, but for what would end the address within the header.
std::string AsSent(std::string_view pair) {
  std::string text;
  for (const char c : pair) {
    if (c != '<' && c != '>' && c != '"') {
      text.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    text.push_back('%');
    text.push_back(kHexDigits[byte / 16]);
    text.push_back(kHexDigits[byte % 16]);
  }
  return text;
}

}  // namespace

void AddNextLink(const Route& route, const ServerRequest& request, ServerResponse* response) {
  const auto has = [&route](std::string_view option) {
    return std::find(route.options.begin(), route.options.end(), option) != route.options.end();
  };
  if (response->status != 200 || !has("--limit")) return;
  const std::string_view place = has("--cursor") ? "cursor" : "after";
  std::string query;
  bool is_page = false;
  for (std::string_view rest = request.query; !rest.empty();) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    is_page = is_page || NameIn(pair) == "limit";
    if (!pair.empty() && NameIn(pair) != place) query += AsSent(pair) + "&";
  }
  if (!is_page) return;
  const std::string next = TextIn(ObjectIn(response->body), "next");
  if (next.empty()) return;
  query.append(place).append("=").append(next);
  response->headers.emplace_back("Link", "<" + request.path + "?" + query + ">; rel=\"next\"");
}

}  // namespace cognitrack
