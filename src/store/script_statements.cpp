#include "store/script_statements.h"

#include <algorithm>
#include <cctype>

namespace cognitrack {
namespace {

bool IsWordCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// "$tag$" at the head of the text; empty where there is none.
std::string_view DollarTagAt(std::string_view text) {
  if (text.empty() || text.front() != '$') return {};
  std::size_t end = 1;
  while (end < text.size() && IsWordCharacter(text[end])) ++end;
  return end < text.size() && text[end] == '$' ? text.substr(0, end + 1) : std::string_view();
}

// How much of the text must stay in one piece: a quoted part, or one character.
std::size_t PieceAt(std::string_view text) {
  std::string_view close;
  if (text.front() == '\'' || text.front() == '"') close = text.substr(0, 1);
  if (close.empty()) close = DollarTagAt(text);
  if (close.empty()) return 1;
  const std::size_t end = text.find(close, close.size());
  return end == std::string_view::npos ? text.size() : end + close.size();
}

std::string Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
}

}  // namespace

std::vector<std::string> StatementsOf(std::string_view script) {
  std::vector<std::string> statements;
  std::string statement;
  const auto end_statement = [&] {
    std::string text = Trimmed(statement);
    if (!text.empty()) statements.push_back(std::move(text));
    statement.clear();
  };
  while (!script.empty()) {
    if (script.substr(0, 2) == "--") {
      script.remove_prefix(std::min(script.find('\n'), script.size()));
      continue;
    }
    if (script.front() == ';') {
      end_statement();
      script.remove_prefix(1);
      continue;
    }
    const std::size_t length = PieceAt(script);
    statement.append(script.substr(0, length));
    script.remove_prefix(length);
  }
  end_statement();
  return statements;
}

std::string OneLine(std::string_view statement, std::size_t length) {
  std::string line;
  for (const char c : statement) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!is_blank) line.push_back(c);
    if (is_blank && !line.empty() && line.back() != ' ') line.push_back(' ');
  }
  if (line.size() <= length) return line;
  // Not in the middle of a character.
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80;
  };
  while (length > 0 && continues(length)) --length;
  line.resize(length);
  return line + "…";
}

}  // namespace cognitrack
