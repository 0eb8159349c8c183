#include "formats/input_alias.h"

#include <map>
#include <utility>

namespace cognitrack {
namespace {

thread_local std::map<std::string, std::string> aliases;

}  // namespace

InputAlias::InputAlias(std::string name, const std::string& path) : name_(std::move(name)) {
  aliases[name_] = path;
}

InputAlias::~InputAlias() { aliases.erase(name_); }

const std::string& InputAlias::PlaceOf(const std::string& name) {
  const auto found = aliases.find(name);
  return found == aliases.end() ? name : found->second;
}

}  // namespace cognitrack
