#include "server/target.h"

#include "base/utf8.h"
#include "server/percent_coding.h"

namespace cognitrack {

std::optional<Target> ParseTarget(std::string_view text) {
  const std::size_t mark = text.find('?');
  std::optional<std::string> path = PercentDecoded(text.substr(0, mark));
  if (!path || path->find('\0') != path->npos) return std::nullopt;
  if (FirstInvalidUtf8(*path) != std::string_view::npos) return std::nullopt;
  return Target{*std::move(path),
                mark == text.npos ? std::string() : std::string(text.substr(mark + 1))};
}

}  // namespace cognitrack
