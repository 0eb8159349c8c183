#include "store/statement_effect.h"

#include <gmock/gmock.h>

#include "store/migrations.h"
#include "store/script_statements.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;

StatementEffect InPostgres(std::string_view statement) {
  return EffectOf(statement, SqlDialect::kPostgres);
}

TEST(StatementEffectTest, SqliteKnowsOneLockThatReadersDoNotWaitFor) {
  for (const std::string statement : {"CREATE TABLE a (b)", "DROP TABLE a", "DO x"}) {
    const StatementEffect effect = EffectOf(statement, SqlDialect::kSqlite);
    EXPECT_EQ(effect.lock, "the database's write lock");
    EXPECT_EQ(effect.blocks, Blocks::kWriters);
  }
}

TEST(StatementEffectTest, PostgresLocksByStatement) {
  const struct {
    std::string statement, table, lock;
    Blocks blocks;
  } cases[] = {
      {"CREATE TABLE a (b)", "a", "", Blocks::kNobody},
      {"CREATE INDEX i ON a (b)", "a", "SHARE", Blocks::kWriters},
      {"create unique index IF NOT EXISTS i ON ONLY a (b)", "a", "SHARE", Blocks::kWriters},
      {"ALTER TABLE a ADD COLUMN b BIGINT", "a", "ACCESS EXCLUSIVE", Blocks::kEverybody},
      {"DROP TABLE IF EXISTS a", "a", "ACCESS EXCLUSIVE", Blocks::kEverybody},
      {"INSERT INTO a (b) VALUES (1)", "a", "ROW EXCLUSIVE", Blocks::kNobody},
      {"UPDATE a SET b = 1", "a", "ROW EXCLUSIVE", Blocks::kNobody},
      {"DELETE FROM a", "a", "ROW EXCLUSIVE", Blocks::kNobody},
      {"COMMENT ON TABLE a IS 'x'", "a", "SHARE UPDATE EXCLUSIVE", Blocks::kNobody},
      {"TRUNCATE a", "", "ACCESS EXCLUSIVE (assumed)", Blocks::kEverybody},
  };
  for (const auto& one : cases) {
    const StatementEffect effect = InPostgres(one.statement);
    EXPECT_EQ(effect.table, one.table) << one.statement;
    EXPECT_EQ(effect.lock, one.lock) << one.statement;
    EXPECT_EQ(effect.blocks, one.blocks) << one.statement;
  }
}

TEST(StatementEffectTest, ReferencesLockWhatTheyReferTo) {
  const StatementEffect effect = InPostgres("CREATE TABLE a (b BIGINT REFERENCES c (id))");
  EXPECT_THAT(effect.references, ElementsAre("c"));
  EXPECT_EQ(effect.lock, "SHARE ROW EXCLUSIVE on what it refers to");
  EXPECT_EQ(effect.blocks, Blocks::kWriters);
}

TEST(StatementEffectTest, WhatIsCopiedElsewhereIsNamed) {
  EXPECT_EQ(InPostgres("INSERT INTO a (b) SELECT c FROM d AS e").copies, "d");
  EXPECT_EQ(InPostgres("INSERT INTO a (b) VALUES (1)").copies, "");
}

TEST(StatementEffectTest, WhatMayLoseRowsIsTold) {
  EXPECT_EQ(InPostgres("DROP TABLE a").loss, LossKind::kTable);
  EXPECT_EQ(InPostgres("DELETE FROM a").loss, LossKind::kRows);
  EXPECT_EQ(InPostgres("UPDATE a SET b = 1").loss, LossKind::kRows);
  EXPECT_EQ(InPostgres("TRUNCATE a").loss, LossKind::kRows) << "not known";
  for (const std::string statement : {"ALTER TABLE a DROP COLUMN b", "ALTER TABLE a DROP b",
                                      "ALTER TABLE a DROP COLUMN IF EXISTS b"}) {
    EXPECT_EQ(InPostgres(statement).loss, LossKind::kColumn);
    EXPECT_EQ(InPostgres(statement).column, "b") << statement;
  }
  for (const std::string statement : {"CREATE TABLE a (b)", "DROP INDEX i",
                                      "INSERT INTO a VALUES (1)", "ALTER TABLE a ADD COLUMN b"}) {
    EXPECT_EQ(InPostgres(statement).loss, LossKind::kNothing) << statement;
  }
}

TEST(StatementEffectTest, MigrationsAreAdditiveAndHaveAWayBack) {
  for (const Migration& migration : LedgerMigrations()) {
    EXPECT_FALSE(migration.down.empty()) << migration.name;
    for (const std::string& sql : StatementsOf(InDialect(migration.sql, SqlDialect::kSqlite))) {
      EXPECT_EQ(EffectOf(sql, SqlDialect::kSqlite).loss, LossKind::kNothing) << sql;
    }
  }
}

}  // namespace
}  // namespace cognitrack
