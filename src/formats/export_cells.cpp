#include "formats/export_cells.h"

#include "formats/input_error.h"
#include "money/decimal_text.h"

namespace cognitrack {

bool ReadCount(std::string_view cell, std::int64_t* count) {
  // Nearly every cell is a few digits, as downloaded with ".0" behind them.
  std::string_view digits = cell;
  if (digits.size() > 2 && digits[digits.size() - 2] == '.' && digits.back() == '0') {
    digits.remove_suffix(2);
  }
  if (digits.empty() || digits.size() > 18) return ParseCount(cell, count) == CountError::kNone;
  std::int64_t value = 0;
  for (const char c : digits) {
    const auto digit = static_cast<unsigned>(c) - '0';
    if (digit > 9) return ParseCount(cell, count) == CountError::kNone;
    value = value * 10 + digit;
  }
  *count = value;
  return true;
}

bool IsCoarse(std::string_view cell) {
  const std::size_t exponent = cell.find_first_of("eE");
  if (exponent == std::string_view::npos) return false;
  std::string digits;
  for (const char c : cell.substr(0, exponent)) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  digits.erase(0, digits.find_first_not_of('0'));
  const std::optional<std::string> written_out = NormalDecimal(cell);
  return written_out && digits.size() < written_out->size();
}

std::string WhyNoCount(std::string_view column, std::string_view cell) {
  const std::string start = std::string(column) + " is " + Quoted(cell) + ", which is ";
  std::int64_t ignored = 0;
  switch (ParseCount(cell, &ignored)) {
    case CountError::kNotWhole:
      return start + "not whole; a count has no fraction: export the file again";
    case CountError::kNegative:
      return start + "negative; a count cannot be: export the file again";
    case CountError::kTooLarge:
      return start + "over 9223372036854775807, the largest count: export the file again";
    case CountError::kNone:
    case CountError::kNotANumber:
      break;
  }
  return start +
         "no number; counts are written as 1000 or 1000.0, without thousands separators or decimal "
         "commas: format the column as plain numbers, or export the file again";
}

std::string WhyNoAmount(std::string_view column, std::string_view cell) {
  return std::string(column) + " is " + Quoted(cell) +
         ", no plain number below 9.2 * 10^12; amounts are written as 1234.56, without currency "
         "signs, thousands separators or decimal commas: format the column as plain numbers, or "
         "export the file again";
}

std::optional<UtcSeconds> ReadEpoch(std::string_view cell) {
  std::int64_t seconds = 0;
  if (!ReadCount(cell, &seconds)) return std::nullopt;
  return seconds;
}

std::optional<UtcSeconds> ReadIso(std::string_view cell) {
  const Result<UtcSeconds> time = ParseTime(cell);
  if (!time) return std::nullopt;
  return *time;
}

bool IsWithinLedger(UtcSeconds time) { return time >= kFirstDay.start() && time <= kLastDay.end(); }

std::optional<std::string_view> ReadTruth(std::string_view cell) {
  if (cell == "False" || cell == "FALSE" || cell == "false") return "false";
  if (cell == "True" || cell == "TRUE" || cell == "true") return "true";
  return std::nullopt;
}

}  // namespace cognitrack
