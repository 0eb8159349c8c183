#include "store/script_statements.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ScriptStatementsTest, StatementsEndAtTheirSemicolons) {
  EXPECT_THAT(
      StatementsOf("CREATE TABLE a (b {integer});\n-- a remark; of two parts\n"
                   "INSERT INTO a VALUES (1);\n;\n  DROP TABLE c"),
      ElementsAre("CREATE TABLE a (b {integer})", "INSERT INTO a VALUES (1)", "DROP TABLE c"));
  EXPECT_THAT(StatementsOf("-- nothing\n;\n"), IsEmpty());
}

TEST(ScriptStatementsTest, QuotesKeepTheirSemicolonsAndRemarks) {
  EXPECT_THAT(StatementsOf("INSERT INTO a VALUES ('x; -- y', 'it''s');UPDATE \"a;b\" SET c = 1;"),
              ElementsAre("INSERT INTO a VALUES ('x; -- y', 'it''s')", "UPDATE \"a;b\" SET c = 1"));
}

TEST(ScriptStatementsTest, DollarQuotedBodiesAreOnePiece) {
  EXPECT_THAT(StatementsOf("DO $do$ BEGIN a; $f$ b; $f$ -- c;\nEND $do$;\nSELECT $1;"),
              ElementsAre("DO $do$ BEGIN a; $f$ b; $f$ -- c;\nEND $do$", "SELECT $1"));
}

TEST(ScriptStatementsTest, OneLineIsShortenedBetweenCharacters) {
  EXPECT_EQ(OneLine("CREATE TABLE a (\n  b\n)", 60), "CREATE TABLE a ( b )");
  EXPECT_EQ(OneLine("abcdef", 3), "abc…");
  EXPECT_EQ(OneLine("ab—cd", 3), "ab…");
}

}  // namespace
}  // namespace cognitrack
