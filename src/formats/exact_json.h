// ExactJson: a JSON document whose numbers keep their text, whatever their size and form, and whose
// members keep their order: what was read can be written again, but for blanks between tokens and
// the way in which strings are escaped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cognitrack {

struct ExactJson {
  enum class Kind { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  std::string text;                // A number as written; a string's characters.
  std::vector<std::string> names;  // Of an object's members, in order …
  std::vector<ExactJson> values;   // … and their values; or an array's elements.

  // The first member of that name; null where there is none, or this is no object.
  const ExactJson* Find(std::string_view name) const;
};

// kProviderContract, with the byte, for anything but one valid document of at most 64 levels.
Result<ExactJson> ParseExactJson(std::string_view text);

// Without blanks.
std::string ToText(const ExactJson& json);

}  // namespace cognitrack
