#include "formats/csv_text.h"

#include <algorithm>
#include <array>

#include "formats/formula_guard.h"

namespace cognitrack {
namespace {

constexpr std::array<bool, 256> MarkedOnes() {
  std::array<bool, 256> marked{};
  for (const char c : std::string_view(",;\t\"\r\n")) marked[static_cast<unsigned char>(c)] = true;
  return marked;
}
constexpr std::array<bool, 256> kNeedsQuotes = MarkedOnes();

bool NeedsQuotes(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return kNeedsQuotes[static_cast<unsigned char>(c)]; });
}

void AppendQuoted(std::string_view text, std::string* line) {
  if (!NeedsQuotes(text)) {
    *line += text;
    return;
  }
  line->push_back('"');
  for (const char c : text) {
    if (c == '"') line->push_back('"');
    line->push_back(c);
  }
  line->push_back('"');
}

}  // namespace

void AppendCsvText(std::string_view text, std::string* line) {
  if (NeedsFormulaGuard(text)) {
    AppendQuoted("'" + std::string(text), line);
  } else {
    AppendQuoted(text, line);
  }
}

}  // namespace cognitrack
