#include "store/dialect.h"

#include <gmock/gmock.h>

#include "store/migrations.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DialectTest, WordsBecomeTheDatabasesOwn) {
  constexpr std::string_view kScript =
      "CREATE TABLE t (a {integer}, b {text}, c {bytes}, {other}\n) {by_month};\n{clustered} x";
  EXPECT_EQ(InDialect(kScript, SqlDialect::kSqlite),
            "CREATE TABLE t (a INTEGER, b TEXT, c BLOB, {other}\n) STRICT, WITHOUT ROWID;\n"
            "STRICT, WITHOUT ROWID x\n");
  EXPECT_EQ(InDialect(kScript, SqlDialect::kPostgres),
            "CREATE TABLE t (a BIGINT, b TEXT COLLATE \"C\", c BYTEA, {other}\n"
            ") PARTITION BY RANGE (window_start);\n x\n");
}

TEST(DialectTest, LinesOfOneDatabaseAreLeftOutForTheOther) {
  constexpr std::string_view kScript =
      "a\n-- {only sqlite}\nb\n-- {end}\nc\n-- {only postgres}\nd\n-- {end}\ne\n";
  EXPECT_EQ(InDialect(kScript, SqlDialect::kSqlite), "a\nb\nc\ne\n");
  EXPECT_EQ(InDialect(kScript, SqlDialect::kPostgres), "a\nc\nd\ne\n");
}

TEST(DialectTest, IdsGoOnFromTheGreatest) {
  EXPECT_EQ(NextId("runs", "id"), "(SELECT COALESCE(MAX(id), 0) + 1 FROM runs)");
}

// A word that is misspelt would reach the database as it stands.
TEST(DialectTest, ScriptsOfTheLedgerHaveKnownWordsOnly) {
  for (const Migration& migration : LedgerMigrations()) {
    for (const std::string_view script : {migration.sql, migration.down}) {
      for (const SqlDialect dialect : {SqlDialect::kSqlite, SqlDialect::kPostgres}) {
        const std::string text = InDialect(script, dialect);
        for (const char* open : {"{integer", "{text", "{bytes", "{table", "{clu", "{by", "{only"}) {
          EXPECT_THAT(text, Not(HasSubstr(open))) << migration.version;
        }
      }
    }
  }
}

}  // namespace
}  // namespace cognitrack
