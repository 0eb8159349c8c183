// What a statement of a migration works on: which table, what it locks until the end of its
// transaction, and whether rows can be lost by it. Read off the statement's first words: a schema's
// scripts are plain, and what is not known is taken for the worst.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/dialect.h"

namespace cognitrack {

// Who waits for a lock.
enum class Blocks { kNobody, kWriters, kEverybody };
// "nobody", "writers", "readers and writers".
std::string_view NameOf(Blocks blocks);

enum class LossKind {
  kNothing,
  kTable,   // Every row of the table.
  kColumn,  // What stands in a column.
  kRows,    // Some rows, or what they said: all of the table may be meant.
};

struct StatementEffect {
  std::string table;   // Empty: none, or not known.
  std::string column;  // The one that goes, of kColumn.
  bool makes_table = false;
  std::string lock;  // As the database calls it; empty: none.
  Blocks blocks = Blocks::kNobody;
  LossKind loss = LossKind::kNothing;
  std::vector<std::string> references;  // Tables that a new one refers to.
  std::string copies;  // The table whose rows an INSERT … SELECT puts into `table`; empty: none.
};

StatementEffect EffectOf(std::string_view statement, SqlDialect dialect);

}  // namespace cognitrack
