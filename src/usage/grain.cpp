#include "usage/grain.h"

#include <algorithm>
#include <iterator>

namespace cognitrack {

bool IsKnownDimension(std::string_view name) {
  return std::find(kKnownDimensions.begin(), kKnownDimensions.end(), name) !=
         kKnownDimensions.end();
}

Grain::Grain(std::vector<std::string> names) : names_(std::move(names)) {
  std::sort(names_.begin(), names_.end());
  names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
}

Grain::Grain(std::span<const std::string_view> names)
    : Grain(std::vector<std::string>(names.begin(), names.end())) {}

Grain Grain::Full() { return Grain(std::span<const std::string_view>(kKnownDimensions)); }

Grain Grain::FromText(std::string_view text) {
  std::vector<std::string> names;
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      name.push_back(text[++i]);
    } else if (text[i] == ',') {
      names.push_back(std::move(name));
      name.clear();
    } else {
      name.push_back(text[i]);
    }
  }
  if (!text.empty()) names.push_back(std::move(name));
  return Grain(std::move(names));
}

bool Grain::Has(std::string_view name) const {
  return std::binary_search(names_.begin(), names_.end(), name);
}

bool Grain::Contains(const Grain& other) const {
  return std::includes(names_.begin(), names_.end(), other.names_.begin(), other.names_.end());
}

Grain Grain::Intersect(const Grain& other) const {
  std::vector<std::string> common;
  std::set_intersection(names_.begin(), names_.end(), other.names_.begin(), other.names_.end(),
                        std::back_inserter(common));
  return Grain(std::move(common));
}

Grain Grain::Unite(const Grain& other) const {
  std::vector<std::string> all = names_;
  all.insert(all.end(), other.names_.begin(), other.names_.end());
  return Grain(std::move(all));
}

Grain Grain::Without(std::string_view name) const {
  std::vector<std::string> rest;
  std::copy_if(names_.begin(), names_.end(), std::back_inserter(rest),
               [name](const std::string& other) { return other != name; });
  return Grain(std::move(rest));
}

std::string Grain::ToText() const {
  std::string text;
  for (const std::string& name : names_) {
    if (!text.empty()) text.push_back(',');
    for (const char c : name) {
      if (c == ',' || c == '\\') text.push_back('\\');
      text.push_back(c);
    }
  }
  return text;
}

}  // namespace cognitrack
