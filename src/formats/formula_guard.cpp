#include "formats/formula_guard.h"

#include <array>

namespace cognitrack {
namespace {

using namespace std::string_view_literals;

constexpr std::array kFormulaStarts = {"="sv,  "+"sv,  "-"sv,  "@"sv,  "\t"sv, "\r"sv,
                                       "\n"sv, "＝"sv, "＋"sv, "－"sv, "＠"sv};
// What a cell that needs the guard can begin with: one of these, or apostrophes before it. Nearly
// no cell does.
constexpr std::string_view kFirstBytes = "'=+-@\t\r\n\xEF";

}  // namespace

bool NeedsFormulaGuard(std::string_view text) {
  if (text.empty() || kFirstBytes.find(text.front()) == std::string_view::npos) return false;
  const std::size_t first = text.find_first_not_of('\'');
  if (first == std::string_view::npos) return false;
  const std::string_view rest = text.substr(first);
  for (const std::string_view start : kFormulaStarts) {
    if (rest.substr(0, start.size()) == start) return true;
  }
  return false;
}

std::string_view UnguardFormula(std::string_view cell) {
  if (cell.empty() || cell.front() != '\'' || !NeedsFormulaGuard(cell)) return cell;
  return cell.substr(1);
}

}  // namespace cognitrack
