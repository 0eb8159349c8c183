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
  for (const std::string uri : {"postgresql://ann@db/ledger", "postgres://db",
                                "host=/run/postgresql dbname=ledger", "service = team"}) {
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

TEST(DatabaseLocationTest, PasswordsAreNeverShown) {
  const auto shown = [](const std::string& text) {
    const auto location = ParseDatabaseLocation(text);
    return location ? WithoutPassword(*location) : location.error().message;
  };
  EXPECT_EQ(shown("sqlite:/data/a:b@c.db"), "sqlite:/data/a:b@c.db");
  EXPECT_EQ(shown("postgresql://db:5433/ledger"), "postgresql://db:5433/ledger");
  EXPECT_EQ(shown("postgresql://ann@db/ledger"), "postgresql://ann@db/ledger");
  EXPECT_EQ(shown("postgresql://ann:hunter2@db/ledger"), "postgresql://ann:***@db/ledger");
  EXPECT_EQ(shown("postgresql://ann:hun/t@er2@db/ledger"), "postgresql://ann:***@db/ledger");
  EXPECT_EQ(shown("postgresql://db/ledger?user=ann&password=hunter2&sslpassword=x&port=1"),
            "postgresql://db/ledger?user=ann&password=***&sslpassword=***&port=1");
  EXPECT_EQ(shown("host=db password = 'hun ter\\'2' user=ann"), "host=db password = *** user=ann");
  EXPECT_EQ(shown("user=ann password=hunter2"), "user=ann password=***");
}

}  // namespace
}  // namespace cognitrack
