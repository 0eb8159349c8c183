#include "store/schema_tables.h"

#include <algorithm>

#include "store/script_statements.h"
#include "store/statement_effect.h"

namespace cognitrack {
namespace {

Error NotUnderstood(std::string_view statement) {
  return Error{
      ErrorCode::kInvariant,
      "a script of the schema is not written as a copy can read it: " + OneLine(statement, 80)};
}

// Only the words of the dialect table stand there: conditions of one database are no table's.
constexpr std::string_view kOnly = "-- {only ";
constexpr std::string_view kEnd = "-- {end}";

std::string WithoutConditions(std::string_view script) {
  std::string text;
  while (!script.empty()) {
    const std::size_t only = script.find(kOnly);
    text.append(script.substr(0, only));
    if (only == std::string_view::npos) break;
    const std::size_t end = script.find(kEnd, only);
    if (end == std::string_view::npos) break;
    script.remove_prefix(end + kEnd.size());
  }
  return text;
}

// The parts between the outer parentheses, split at the commas that stand in no other ones.
std::vector<std::string> PartsOf(std::string_view declaration) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : declaration) {
    if (c == ')' && --depth == 0) break;
    if (depth > 1 || (depth == 1 && c != ',')) parts.back().push_back(c);
    if (depth == 1 && c == ',') parts.emplace_back();
    if (c == '(') ++depth;
  }
  return parts;
}

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  std::string line = OneLine(text, text.size());
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '(' || c == ')' || c == ','; }, ' ');
  std::string word;
  for (const char c : line + " ") {
    if (c != ' ') {
      word.push_back(c);
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

Result<SchemaColumn> ColumnOf(const std::vector<std::string>& words) {
  if (words.size() >= 2) {
    if (words[1] == "{integer}") return SchemaColumn{words[0], ColumnKind::kInteger};
    if (words[1] == "{text}") return SchemaColumn{words[0], ColumnKind::kText};
    if (words[1] == "{bytes}") return SchemaColumn{words[0], ColumnKind::kBytes};
  }
  return NotUnderstood(words.empty() ? "" : words[0]);
}

bool Begins(const std::vector<std::string>& words, std::string_view first,
            std::string_view second) {
  return words.size() > 2 && words[0] == first && words[1] == second;
}

Result<SchemaTable> Declared(std::string_view statement, const std::string& name) {
  SchemaTable table;
  table.name = name;
  table.by_month = statement.find("{by_month}") != std::string_view::npos;
  for (const std::string& part : PartsOf(statement)) {
    const std::vector<std::string> words = WordsOf(part);
    if (Begins(words, "PRIMARY", "KEY")) {
      table.key.assign(words.begin() + 2, words.end());
    } else if (!words.empty() && words[0] != "UNIQUE") {
      TRY(SchemaColumn column, ColumnOf(words));
      if (words.size() > 3 && words[2] == "PRIMARY" && words[3] == "KEY") {
        table.key = {column.name};
      }
      table.columns.push_back(std::move(column));
    }
  }
  if (table.key.empty()) return NotUnderstood(statement);
  return table;
}

// ALTER TABLE t ADD COLUMN c {kind} …
Status Add(std::string_view statement, std::vector<SchemaTable>* tables) {
  const std::vector<std::string> words = WordsOf(statement);
  const auto table = std::find_if(tables->begin(), tables->end(), [&](const SchemaTable& one) {
    return words.size() > 2 && one.name == words[2];
  });
  if (table == tables->end() || words.size() < 7 || words[3] != "ADD" || words[4] != "COLUMN") {
    return NotUnderstood(statement);
  }
  TRY(SchemaColumn column, ColumnOf({words.begin() + 5, words.end()}));
  table->columns.push_back(std::move(column));
  return {};
}

}  // namespace

Result<std::vector<SchemaTable>> TablesOf(std::span<const Migration> migrations, int version) {
  std::vector<SchemaTable> tables;
  for (const Migration& migration : migrations) {
    if (migration.version > version) continue;
    for (const std::string& statement : StatementsOf(WithoutConditions(migration.sql))) {
      const StatementEffect effect = EffectOf(statement, SqlDialect::kPostgres);
      if (effect.makes_table) {
        TRY(SchemaTable table, Declared(statement, effect.table));
        tables.push_back(std::move(table));
      } else if (statement.rfind("ALTER TABLE", 0) == 0) {
        TRY_VOID(Add(statement, &tables));
      } else if (effect.loss == LossKind::kTable) {
        std::erase_if(tables, [&](const SchemaTable& one) { return one.name == effect.table; });
      }
    }
  }
  return tables;
}

}  // namespace cognitrack
