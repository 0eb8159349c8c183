#include "store/statement_effect.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace cognitrack {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kEnough = 4'000;  // Words; a script's tables have some hundreds.

// Words as they are written; every other character stands alone.
Words WordsOf(std::string_view statement) {
  Words words;
  std::string word;
  for (const char c : statement) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$') {
      word.push_back(c);
      continue;
    }
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
    if (std::isspace(static_cast<unsigned char>(c)) == 0) words.emplace_back(1, c);
    if (words.size() > kEnough) return words;
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool Is(std::string_view word, std::string_view keyword) {
  return std::equal(word.begin(), word.end(), keyword.begin(), keyword.end(), [](char a, char b) {
    return std::toupper(static_cast<unsigned char>(a)) == b;
  });
}

std::string At(const Words& words, std::size_t at) { return at < words.size() ? words[at] : ""; }

// The word behind `keyword`, IF [NOT] EXISTS and ONLY passed over.
std::string Behind(const Words& words, std::string_view keyword) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!Is(words[i], keyword)) continue;
    ++i;
    while (Is(At(words, i), "IF") || Is(At(words, i), "NOT") || Is(At(words, i), "EXISTS") ||
           Is(At(words, i), "ONLY")) {
      ++i;
    }
    return At(words, i);
  }
  return "";
}

struct Shape {
  std::array<std::string_view, 2> begins;  // The first words; "" for any second one.
  std::string_view table_behind;           // The keyword before the table; "" for none.
  std::string_view lock;                   // PostgreSQL's; "" for none.
  Blocks blocks;
  LossKind loss;
};

constexpr Blocks kNobody = Blocks::kNobody;
constexpr Blocks kWriters = Blocks::kWriters;
constexpr Blocks kAll = Blocks::kEverybody;
constexpr LossKind kNoLoss = LossKind::kNothing;
constexpr std::string_view kExclusive = "ACCESS EXCLUSIVE";

constexpr std::array kShapes = {
    Shape{{"CREATE", "TABLE"}, "TABLE", "", kNobody, kNoLoss},
    Shape{{"CREATE", "INDEX"}, "ON", "SHARE", kWriters, kNoLoss},
    Shape{{"CREATE", "UNIQUE"}, "ON", "SHARE", kWriters, kNoLoss},
    Shape{{"CREATE", "FUNCTION"}, "", "", kNobody, kNoLoss},
    Shape{{"CREATE", "OR"}, "", "", kNobody, kNoLoss},
    Shape{{"ALTER", "TABLE"}, "TABLE", kExclusive, kAll, kNoLoss},
    Shape{{"DROP", "TABLE"}, "TABLE", kExclusive, kAll, LossKind::kTable},
    Shape{{"DROP", "INDEX"}, "", kExclusive, kAll, kNoLoss},
    Shape{{"DROP", "FUNCTION"}, "", "", kNobody, kNoLoss},
    Shape{{"INSERT", "INTO"}, "INTO", "ROW EXCLUSIVE", kNobody, kNoLoss},
    Shape{{"UPDATE", ""}, "UPDATE", "ROW EXCLUSIVE", kNobody, LossKind::kRows},
    Shape{{"DELETE", "FROM"}, "FROM", "ROW EXCLUSIVE", kNobody, LossKind::kRows},
    Shape{{"COMMENT", "ON"}, "TABLE", "SHARE UPDATE EXCLUSIVE", kNobody, kNoLoss},
    Shape{{"PRAGMA", ""}, "", "", kNobody, kNoLoss},
    Shape{{"GRANT", ""}, "", "", kNobody, kNoLoss},
    Shape{{"REVOKE", ""}, "", "", kNobody, kNoLoss},
};

const Shape* ShapeOf(const Words& words) {
  for (const Shape& shape : kShapes) {
    if (!Is(At(words, 0), shape.begins[0])) continue;
    if (shape.begins[1].empty() || Is(At(words, 1), shape.begins[1])) return &shape;
  }
  return nullptr;
}

// ALTER TABLE t DROP [COLUMN] c.
std::string DroppedColumn(const Words& words) {
  const std::string column = Behind(words, "DROP");
  if (!Is(column, "COLUMN")) return Is(column, "CONSTRAINT") ? "" : column;
  return Behind(words, "COLUMN");
}

StatementEffect InPostgres(const Words& words, const Shape* shape) {
  StatementEffect effect;
  if (shape == nullptr) {
    effect.lock = std::string(kExclusive) + " (assumed)";
    effect.blocks = kAll;
    effect.loss = LossKind::kRows;
    return effect;
  }
  if (!shape->table_behind.empty()) effect.table = Behind(words, shape->table_behind);
  effect.lock = shape->lock;
  effect.blocks = shape->blocks;
  effect.loss = shape->loss;
  return effect;
}

}  // namespace

std::string_view NameOf(Blocks blocks) {
  switch (blocks) {
    case Blocks::kNobody:
      return "nobody";
    case Blocks::kWriters:
      return "writers";
    case Blocks::kEverybody:
      return "readers and writers";
  }
  return "readers and writers";
}

StatementEffect EffectOf(std::string_view statement, SqlDialect dialect) {
  const Words words = WordsOf(statement);
  const Shape* shape = ShapeOf(words);
  StatementEffect effect = InPostgres(words, shape);
  effect.makes_table = Is(At(words, 0), "CREATE") && Is(At(words, 1), "TABLE");
  for (std::size_t i = 0; effect.makes_table && i + 1 < words.size(); ++i) {
    if (Is(words[i], "REFERENCES")) effect.references.push_back(words[i + 1]);
  }
  if (Is(At(words, 0), "INSERT")) effect.copies = Behind(words, "FROM");
  if (Is(At(words, 0), "ALTER")) effect.column = DroppedColumn(words);
  if (!effect.column.empty()) effect.loss = LossKind::kColumn;
  // SQLite knows one lock, and readers go on with what was committed before.
  if (dialect == SqlDialect::kSqlite) {
    effect.lock = "the database's write lock";
    effect.blocks = Blocks::kWriters;
  } else if (!effect.references.empty()) {
    effect.lock = "SHARE ROW EXCLUSIVE on what it refers to";
    effect.blocks = Blocks::kWriters;
  }
  return effect;
}

}  // namespace cognitrack
