#include "providers/base_url.h"

#include <algorithm>
#include <optional>

namespace cognitrack {
namespace {

bool IsDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool TakePrefix(std::string_view* text, std::string_view lower_case_prefix) {
  if (text->size() < lower_case_prefix.size()) return false;
  for (std::size_t i = 0; i < lower_case_prefix.size(); ++i) {
    if (Lower((*text)[i]) != lower_case_prefix[i]) return false;
  }
  text->remove_prefix(lower_case_prefix.size());
  return true;
}

// Four decimal numbers, the first of them 127. Other spellings of an address (0x7f.1, 127.1) are
// not taken for one.
bool IsLoopbackIpv4(std::string_view host) {
  int parts = 0;
  while (true) {
    const std::size_t dot = std::min(host.find('.'), host.size());
    const std::string_view part = host.substr(0, dot);
    if (!IsDigits(part) || part.size() > 3 || (part.size() > 1 && part[0] == '0')) return false;
    int number = 0;
    for (const char c : part) number = number * 10 + (c - '0');
    if (number > 255 || (parts == 0 && number != 127)) return false;
    ++parts;
    if (dot == host.size()) return parts == 4;
    host.remove_prefix(dot + 1);
  }
}

bool IsLoopback(std::string_view host) {
  std::string_view rest = host;
  if (TakePrefix(&rest, "localhost") && rest.empty()) return true;
  return host == "[::1]" || IsLoopbackIpv4(host);
}

bool IsPort(std::string_view text) {
  if (!IsDigits(text) || text.size() > 5) return false;
  int port = 0;
  for (const char c : text) port = port * 10 + (c - '0');
  return port >= 1 && port <= 65'535;
}

// Why `authority` ("host[:port]") is none, or nothing. Gives its host.
std::optional<std::string> ProblemOf(std::string_view authority, std::string_view* host) {
  if (authority.find('@') != std::string_view::npos) {
    return "a user or password does not belong into it";
  }
  const std::size_t host_end = authority.substr(0, 1) == "["
                                   ? std::min(authority.find(']'), authority.size() - 1) + 1
                                   : std::min(authority.find(':'), authority.size());
  *host = authority.substr(0, host_end);
  const std::string_view port = authority.substr(host_end);
  if (host->empty() || (host->front() == '[' && host->back() != ']')) return "it names no host";
  if (!port.empty() && (port[0] != ':' || !IsPort(port.substr(1)))) return "its port is none";
  return std::nullopt;
}

std::optional<std::string> ProblemOf(std::string_view text, std::string* path) {
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; })) {
    return "it holds a blank, a control character or a character that is not ASCII";
  }
  if (text.find_first_of("?#\\") != std::string_view::npos) {
    return "a query, a fragment or a backslash does not belong into it";
  }
  std::string_view rest = text;
  const bool is_https = TakePrefix(&rest, "https://");
  if (!is_https && !TakePrefix(&rest, "http://")) return "it does not begin with https://";
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string_view host;
  if (auto problem = ProblemOf(rest.substr(0, slash), &host)) return problem;
  if (!is_https && !IsLoopback(host)) {
    return "plain http is accepted on loopback only (127.0.0.0/8, ::1, localhost)";
  }
  *path = rest.substr(slash);
  return std::nullopt;
}

}  // namespace

Result<BaseUrl> ParseBaseUrl(std::string_view text) {
  std::string_view trimmed = text;
  while (!trimmed.empty() && trimmed.back() == '/') trimmed.remove_suffix(1);
  BaseUrl url;
  url.text = trimmed;
  if (const auto problem = ProblemOf(trimmed, &url.path)) {
    // The address is not repeated where it may hold a password.
    const bool may_show = trimmed.find('@') == std::string_view::npos && trimmed.size() <= 200;
    return Error{ErrorCode::kConfig, "the address" +
                                         (may_show ? " '" + std::string(text) + "'" : "") +
                                         " cannot be used: " + *problem};
  }
  return url;
}

}  // namespace cognitrack
