// The tables that the schema's scripts make, with the kinds and order of their columns: what a copy
// from one database to another goes by. Read off the scripts, so that it is the same for every
// database; a test holds it against what SQLite made of them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/migration.h"

namespace cognitrack {

enum class ColumnKind { kInteger, kText, kBytes };

struct SchemaColumn {
  std::string name;
  ColumnKind kind = ColumnKind::kInteger;
  bool operator==(const SchemaColumn&) const = default;
};

struct SchemaTable {
  std::string name;
  std::vector<SchemaColumn> columns;  // As they were declared; added ones last.
  std::vector<std::string> key;
  bool by_month = false;  // Split by month of its column window_start.
};

// Of the migrations up to `version`, a table after those that it refers to. kInvariant for a
// statement on tables that this does not understand.
Result<std::vector<SchemaTable>> TablesOf(std::span<const Migration> migrations, int version);

}  // namespace cognitrack
