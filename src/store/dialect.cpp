#include "store/dialect.h"

#include <array>

namespace cognitrack {
namespace {

struct Word {
  std::string_view word;
  std::string_view sqlite;
  std::string_view postgres;
};

constexpr std::array<Word, 6> kWords = {{
    {"{integer}", "INTEGER", "BIGINT"},
    {"{text}", "TEXT", "TEXT COLLATE \"C\""},
    {"{bytes}", "BLOB", "BYTEA"},
    {"{table}", "STRICT", ""},
    {"{clustered}", "STRICT, WITHOUT ROWID", ""},
    {"{by_month}", "STRICT, WITHOUT ROWID", "PARTITION BY RANGE (window_start)"},
}};

constexpr std::string_view kOnlySqlite = "-- {only sqlite}";
constexpr std::string_view kOnlyPostgres = "-- {only postgres}";
constexpr std::string_view kEnd = "-- {end}";

std::string_view MeaningOf(const Word& word, SqlDialect dialect) {
  return dialect == SqlDialect::kSqlite ? word.sqlite : word.postgres;
}

void AppendLine(std::string_view line, SqlDialect dialect, std::string* text) {
  for (std::size_t at = 0; at < line.size();) {
    std::size_t length = 0;
    for (const Word& word : kWords) {
      if (line.substr(at, word.word.size()) != word.word) continue;
      text->append(MeaningOf(word, dialect));
      length = word.word.size();
    }
    if (length == 0) text->push_back(line[at]);
    at += length == 0 ? 1 : length;
  }
  text->push_back('\n');
}

}  // namespace

std::string InDialect(std::string_view script, SqlDialect dialect) {
  std::string text;
  bool is_ours = true;
  while (!script.empty()) {
    const std::size_t end = script.find('\n');
    const std::string_view line = script.substr(0, end);
    script.remove_prefix(end == std::string_view::npos ? script.size() : end + 1);
    if (line == kOnlySqlite) {
      is_ours = dialect == SqlDialect::kSqlite;
    } else if (line == kOnlyPostgres) {
      is_ours = dialect == SqlDialect::kPostgres;
    } else if (line == kEnd) {
      is_ours = true;
    } else if (is_ours) {
      AppendLine(line, dialect, &text);
    }
  }
  return text;
}

std::string NextId(std::string_view table, std::string_view column) {
  std::string text = "(SELECT COALESCE(MAX(";
  text.append(column).append("), 0) + 1 FROM ").append(table).append(")");
  return text;
}

}  // namespace cognitrack
