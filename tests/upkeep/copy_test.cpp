// Copies from database to database: every table, every type, nothing lost, there and back.
#include "store/ledger_transfer.h"
#include "store/schema_tables.h"
#include "tests/upkeep/upkeep_fixture.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

class CopyTest : public UpkeepTest {
 protected:
  Result<TransferredLedger> Copy(const std::string& from, const std::string& to) {
    const auto source = Open(from, DatabaseAccess::kRead);
    const auto target = Open(to, DatabaseAccess::kWrite);
    return TransferLedger(*source, *target, {});
  }
  static std::string HashesOf(const std::vector<TransferredTable>& tables) {
    std::string text;
    for (const TransferredTable& table : tables) {
      text += table.name + " " + std::to_string(table.rows) + " " + ToHex(table.hash) + "\n";
    }
    return text;
  }
  // Every row of every table, by the database's own text of it.
  std::string Everything(const std::string& path) {
    auto session = OpenSqliteSession(path, SqliteMode::kRead);
    EXPECT_OK(session);
    std::string text = SchemaOf(path);
    const auto tables = TablesOf(migrations(), newest());
    EXPECT_OK(tables);
    for (const SchemaTable& table : *tables) {
      std::string columns;
      for (const SchemaColumn& column : table.columns) {
        columns += (columns.empty() ? "quote(" : " || ' ' || quote(") + column.name + ")";
      }
      auto query = (*session)->Prepare("SELECT " + columns + " FROM " + table.name + " ORDER BY 1");
      EXPECT_OK(query);
      text += table.name + "\n";
      for (auto row = (*query)->Step(); row && *row; row = (*query)->Step()) {
        text += std::string((*query)->Text(0)) + "\n";
      }
    }
    return text;
  }
};

TEST_F(CopyTest, ThereAndBackIsIdentical) {
  Fill(path());
  const std::string there = directory_.File("there.db");
  const std::string back = directory_.File("back.db");
  const auto first = Copy(path(), there);
  ASSERT_OK(first);
  const auto second = Copy(there, back);
  ASSERT_OK(second);
  EXPECT_EQ(first->summary, (LedgerSummary{1, 3, 1, 2, 3, 4, 1}));
  EXPECT_EQ(HashesOf(first->tables), HashesOf(second->tables));
  EXPECT_EQ(Everything(there), Everything(path()));
  EXPECT_EQ(Everything(back), Everything(path()));
  EXPECT_EQ(Dump(back), Dump(path()));
}

TEST_F(CopyTest, EveryTypeComesThrough) {
  Fill(path());
  {
    auto session = OpenSqliteSession(path(), SqliteMode::kWrite);
    ASSERT_OK(session);
    ASSERT_OK((*session)->Execute(
        "INSERT INTO archive (id, hash, size, bytes) VALUES (-9223372036854775808, x'00ff00', "
        "9223372036854775807, x'');"
        "INSERT INTO runs SELECT 99, '', 'it''s — “x”', source, char(10, 9, 0x1F600), 0, 0, '', 0, "
        "'', 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 FROM runs;"
        "UPDATE usage SET input_tokens = NULL WHERE window_start = 1772755200"));
  }
  const std::string to = directory_.File("to.db");
  ASSERT_OK(Copy(path(), to));
  EXPECT_EQ(Everything(to), Everything(path()));
  EXPECT_THAT(Everything(to), HasSubstr("-9223372036854775808 X'00FF00' 9223372036854775807 X''"));
}

TEST_F(CopyTest, OlderSchemaIsCopiedAsItIs) {
  Fill(path());
  known_ = LongerMigrations().size();
  const std::string to = directory_.File("to.db");
  ASSERT_OK(Copy(path(), to));
  EXPECT_EQ(HeldIn(to), 1);
  ASSERT_OK(ChangeSchema(*Open(to, DatabaseAccess::kWrite), {DatabaseLocation::Kind::kSqlite, to},
                         {}, parts_));
  const std::string again = directory_.File("again.db");
  ASSERT_OK(Copy(to, again));
  EXPECT_EQ(Everything(again), Everything(to));
}

TEST_F(CopyTest, TargetMustBeEmptyAndTheSourceALedger) {
  Fill(path());
  const std::string other = directory_.File("other.db");
  Fill(other, 77);
  const std::string before = Dump(other);
  EXPECT_THAT(Copy(path(), other), HasError(ErrorCode::kUsage, HasSubstr("is not empty")));
  EXPECT_EQ(Dump(other), before);
  EXPECT_THAT(Copy(directory_.File("none.db"), directory_.File("to.db")),
              HasError(ErrorCode::kConfig, HasSubstr("there is no ledger to copy")));
}

TEST_F(CopyTest, HashTellsNullTextBytesAndNumbersApart) {
  Fill(path());
  const auto hash_of = [&](const std::string& table) {
    const auto tables = HashTables(*Reader());
    EXPECT_OK(tables);
    for (const TransferredTable& one : *tables) {
      if (one.name == table) return ToHex(one.hash);
    }
    return std::string("none");
  };
  const auto change = [&](const std::string& sql) {
    auto session = OpenSqliteSession(path(), SqliteMode::kWrite);
    ASSERT_OK(session);
    ASSERT_OK((*session)->Execute(sql));
  };
  const std::string before = hash_of("series");
  change("UPDATE series SET batch = '' WHERE id = 1");
  const std::string empty = hash_of("series");
  EXPECT_NE(before, empty);
  change("UPDATE series SET batch = NULL WHERE id = 1");
  EXPECT_EQ(hash_of("series"), before);
}

// What the scripts are read to say is what SQLite made of them.
TEST_F(CopyTest, TablesOfTheScriptsAreThoseOfTheDatabase) {
  known_ = LongerMigrations().size();
  Fill(path());
  auto session = OpenSqliteSession(path(), SqliteMode::kRead);
  ASSERT_OK(session);
  std::string in_database, in_scripts;
  auto query = (*session)->Prepare(
      "SELECT t.name || ' ' || c.name || ' ' || c.type || CASE WHEN c.pk > 0 THEN ' key ' || c.pk "
      "ELSE '' END FROM sqlite_master AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' "
      "ORDER BY t.rowid, c.cid");
  ASSERT_OK(query);
  for (auto row = (*query)->Step(); row && *row; row = (*query)->Step()) {
    in_database += std::string((*query)->Text(0)) + "\n";
  }
  const auto tables = TablesOf(migrations(), newest());
  ASSERT_OK(tables);
  for (const SchemaTable& table : *tables) {
    for (const SchemaColumn& column : table.columns) {
      const char* type = column.kind == ColumnKind::kInteger ? "INTEGER"
                         : column.kind == ColumnKind::kText  ? "TEXT"
                                                             : "BLOB";
      in_scripts += table.name + " " + column.name + " " + type;
      for (std::size_t i = 0; i < table.key.size(); ++i) {
        if (table.key[i] == column.name) in_scripts += " key " + std::to_string(i + 1);
      }
      in_scripts += "\n";
    }
  }
  EXPECT_EQ(in_scripts, in_database);
}

}  // namespace
}  // namespace cognitrack
