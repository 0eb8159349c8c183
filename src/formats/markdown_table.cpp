#include "formats/markdown_table.h"

#include "base/check.h"

namespace cognitrack {
namespace {

void AppendLine(const std::vector<std::string>& cells, std::string* text) {
  *text += "|";
  for (const std::string& cell : cells) *text += " " + cell + " |";
  *text += "\n";
}

}  // namespace

std::string MarkdownText(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '\t') {
      escaped.push_back(' ');
      continue;
    }
    if (std::string_view("\\`*<>[]|~").find(c) != std::string_view::npos) escaped.push_back('\\');
    escaped.push_back(c);
  }
  return escaped;
}

std::string MarkdownCode(std::string_view text) {
  // A span's own fence must not stand in it, nor can it be empty.
  if (text.empty() || text.find('`') != std::string_view::npos) return MarkdownText(text);
  std::string code = "`";
  for (const char c : text) {
    if (c == '|') code.push_back('\\');
    code.push_back(c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
  }
  code.push_back('`');
  return code;
}

MarkdownTable::MarkdownTable(std::vector<Column> columns) : columns_(columns.size()) {
  std::vector<std::string> names, rules;
  for (const Column& column : columns) {
    names.push_back(column.name);
    rules.push_back(column.align == Align::kRight ? "---:" : "---");
  }
  AppendLine(names, &text_);
  AppendLine(rules, &text_);
}

void MarkdownTable::Row(const std::vector<std::string>& cells) {
  CHECK(cells.size() == columns_, "a row has as many cells as the table has columns");
  AppendLine(cells, &text_);
}

std::string MarkdownTable::Take() { return std::move(text_) + "\n"; }

}  // namespace cognitrack
