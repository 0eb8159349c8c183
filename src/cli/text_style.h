// Colour and weight for a terminal; plain text elsewhere. Colour never carries a meaning alone: the
// glyph or the word beside it says the same.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

class TextStyle {
 public:
  explicit TextStyle(bool colour) : colour_(colour) {}

  std::string Bold(std::string_view text) const { return Wrapped("1", text); }
  std::string Dim(std::string_view text) const { return Wrapped("2", text); }
  std::string Good(std::string_view text) const { return Wrapped("32", text); }
  std::string Note(std::string_view text) const { return Wrapped("33", text); }
  std::string Bad(std::string_view text) const { return Wrapped("31", text); }

 private:
  std::string Wrapped(std::string_view code, std::string_view text) const {
    if (!colour_ || text.empty()) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
  }

  bool colour_;
};

}  // namespace cognitrack
