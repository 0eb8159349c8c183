#include "store/database_location.h"

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DatabaseLocationTest, SqliteTakesTheRestAsAPath) {
  const auto location = ParseDatabaseLocation("sqlite:/data/my:ledger.db");
  ASSERT_OK(location);
  EXPECT_EQ(location->kind, DatabaseLocation::Kind::kSqlite);
  EXPECT_EQ(location->path, "/data/my:ledger.db");
}

TEST(DatabaseLocationTest, PostgresKeepsTheWholeUri) {
  for (const std::string uri : {"postgresql://ann@db/ledger", "postgres://db"}) {
    const auto location = ParseDatabaseLocation(uri);
    ASSERT_OK(location);
    EXPECT_EQ(location->kind, DatabaseLocation::Kind::kPostgres);
    EXPECT_EQ(location->path, uri);
  }
}

TEST(DatabaseLocationTest, AnythingElseIsRefusedAndNotRepeated) {
  for (const std::string text :
       {"", "sqlite:", "ledger.db", "mysql://ann:hunter2@db", "SQLITE:x"}) {
    const auto location = ParseDatabaseLocation(text);
    EXPECT_THAT(location, HasError(ErrorCode::kConfig, HasSubstr("sqlite:PATH")));
    EXPECT_THAT(location.error().message, Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace cognitrack
