#include "names/email_text.h"

#include <algorithm>

namespace cognitrack {
namespace {

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

bool IsInDomain(char c) { return IsLetter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-'; }

// Rather too much than too little: what RFC 5322 allows unquoted, and more.
bool IsInLocalPart(char c) {
  constexpr std::string_view kEnds = "@<>()[]{},;:\"\\";
  return static_cast<unsigned char>(c) > 0x20 && c != '\x7f' &&
         kEnds.find(c) == std::string_view::npos;
}

// Where the local part in front of `at` begins; `at` where there is none.
std::size_t LocalPartBefore(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  if (at > 0 && text[at - 1] == '"') {
    const std::size_t quote = at < 2 ? std::string_view::npos : text.rfind('"', at - 2);
    return quote == std::string_view::npos ? at : quote;
  }
  while (begin > 0 && IsInLocalPart(text[begin - 1])) --begin;
  return begin;
}

// Where the domain behind `at` ends; `at` + 1 where there is none.
std::size_t DomainBehind(std::string_view text, std::size_t at) {
  const std::size_t begin = at + 1;
  std::size_t end = begin;
  while (end < text.size() && IsInDomain(text[end])) ++end;
  while (end > begin && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  const std::string_view domain = text.substr(begin, end - begin);
  const std::size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return begin;
  const std::string_view label = domain.substr(dot + 1);
  return label.size() >= 2 && std::all_of(label.begin(), label.end(), IsLetter) ? end : begin;
}

}  // namespace

std::string WithoutEmails(std::string_view text) {
  std::string safe;
  std::size_t copied = 0;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const std::size_t begin = std::max(LocalPartBefore(text, at), copied);
    const std::size_t end = DomainBehind(text, at);
    if (begin >= at || end == at + 1) continue;
    safe += text.substr(copied, begin - copied);
    safe += kHiddenEmail;
    copied = end;
  }
  safe += text.substr(copied);
  return safe;
}

}  // namespace cognitrack
