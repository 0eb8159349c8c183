#include "server/entity_tag.h"

#include "base/hash.h"
#include "server/head_check.h"

namespace cognitrack {
namespace {

std::string_view WithoutWeakness(std::string_view tag) {
  return tag.substr(0, 2) == "W/" ? tag.substr(2) : tag;
}

}  // namespace

std::string EntityTagOf(std::string_view body) { return '"' + ToHex(Blake2b128(body)) + '"'; }

std::string GzipTagOf(std::string_view tag) {
  if (tag.empty() || tag.back() != '"') return std::string(tag);
  return std::string(tag.substr(0, tag.size() - 1)) + "-gzip\"";
}

bool NamesTag(std::string_view if_none_match, std::string_view tag) {
  std::string_view rest = Trimmed(if_none_match);
  if (rest == "*") return true;
  while (!rest.empty()) {
    // A tag may hold a comma, so that it ends with its own quote and not with the entry.
    const std::size_t open = rest.find('"');
    if (open == rest.npos) return false;
    const std::size_t close = rest.find('"', open + 1);
    if (close == rest.npos) return false;
    if (rest.substr(open, close - open + 1) == WithoutWeakness(tag)) return true;
    rest.remove_prefix(close + 1);
  }
  return false;
}

}  // namespace cognitrack
