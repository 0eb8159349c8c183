#include "store/schema_tables.h"

#include <gmock/gmock.h>

#include "store/migrations.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Migration kTwo[] = {
    {1, "one", R"sql(
-- A remark, with a comma.
CREATE TABLE a (
  id {integer} PRIMARY KEY,
  name {text} NOT NULL UNIQUE,
  CHECKED {bytes},
  UNIQUE (name, id)
) {table};
-- {only postgres}
CREATE TABLE not_ours (a {what});
-- {end}
CREATE TABLE b (
  a {integer} NOT NULL REFERENCES a (id),
  window_start {integer},
  PRIMARY KEY (a, window_start)
) {by_month};
CREATE INDEX i ON b (a);)sql",
     ""},
    {2, "two", "ALTER TABLE a ADD COLUMN more {text};", ""},
};

TEST(SchemaTablesTest, TablesAreReadOffTheScripts) {
  const auto tables = TablesOf(kTwo, 2);
  ASSERT_OK(tables);
  ASSERT_THAT(*tables, SizeIs(2));
  EXPECT_EQ((*tables)[0].name, "a");
  EXPECT_THAT((*tables)[0].columns, ElementsAre(SchemaColumn{"id", ColumnKind::kInteger},
                                                SchemaColumn{"name", ColumnKind::kText},
                                                SchemaColumn{"CHECKED", ColumnKind::kBytes},
                                                SchemaColumn{"more", ColumnKind::kText}));
  EXPECT_THAT((*tables)[0].key, ElementsAre("id"));
  EXPECT_FALSE((*tables)[0].by_month);
  EXPECT_THAT((*tables)[1].key, ElementsAre("a", "window_start"));
  EXPECT_TRUE((*tables)[1].by_month);
}

TEST(SchemaTablesTest, OnlyUpToTheVersion) {
  const auto tables = TablesOf(kTwo, 1);
  ASSERT_OK(tables);
  EXPECT_THAT((*tables)[0].columns, SizeIs(3));
  EXPECT_THAT(TablesOf(kTwo, 0), IsOkAndHolds(IsEmpty()));
}

TEST(SchemaTablesTest, WhatIsWrittenOtherwiseIsRefused) {
  for (const std::string_view sql :
       {"CREATE TABLE a (id BIGINT PRIMARY KEY);", "CREATE TABLE a (id {integer});",
        "ALTER TABLE a RENAME TO b;"}) {
    const Migration migrations[] = {{1, "one", sql, ""}};
    EXPECT_THAT(TablesOf(migrations, 1),
                HasError(ErrorCode::kInvariant, HasSubstr("is not written as a copy can read it")));
  }
}

}  // namespace
}  // namespace cognitrack
