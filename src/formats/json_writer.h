// JsonWriter: writes JSON text piece by piece, with integers of any width as digits, which
// Boost.JSON and doubles cannot hold. Commas come by themselves; the caller sees to the balance of
// brackets.
#pragma once

#include <string>
#include <string_view>

#include "base/wide_count.h"

namespace cognitrack {

class JsonWriter {
 public:
  void BeginObject();
  void EndObject();
  void BeginArray();
  void EndArray();
  // The name of the next value.
  void Key(std::string_view name);
  // Bytes that are no UTF-8 become U+FFFD.
  void String(std::string_view text);
  void Integer(WideCount value);
  void Boolean(bool value);
  void Null();
  // A decimal: digits where it is a whole number, else a string, since readers turn fractions into
  // doubles.
  void Decimal(const std::string& decimal);

  std::string Take() { return std::move(text_); }

 private:
  void Separate();

  std::string text_;
};

}  // namespace cognitrack
