#include "formats/csv_text.h"

#include "formats/formula_guard.h"

namespace cognitrack {
namespace {

void AppendQuoted(std::string_view text, std::string* line) {
  if (text.find_first_of(",;\t\"\r\n") == std::string_view::npos) {
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
