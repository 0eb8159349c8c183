#include "pricing/name_pattern.h"

namespace cognitrack {
namespace {

constexpr char kAnyRun = '*';

}  // namespace

bool Fits(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find(kAnyRun);
  if (star == std::string_view::npos) return pattern == name;
  if (name.substr(0, star) != pattern.substr(0, star)) return false;
  const std::string_view rest = pattern.substr(star + 1);
  if (rest.empty()) return true;
  for (std::size_t at = star; at <= name.size(); ++at) {
    if (Fits(rest, name.substr(at))) return true;
  }
  return false;
}

std::string FilledIn(std::string_view text, std::string_view pattern, std::string_view name) {
  const std::size_t gap = text.find(kAnyRun);
  const std::size_t star = pattern.find(kAnyRun);
  if (gap == std::string_view::npos || star == std::string_view::npos) return std::string(text);
  std::size_t end = star;
  while (end < name.size() && !Fits(pattern.substr(star + 1), name.substr(end))) ++end;
  return std::string(text.substr(0, gap)) + std::string(name.substr(star, end - star)) +
         std::string(text.substr(gap + 1));
}

}  // namespace cognitrack
