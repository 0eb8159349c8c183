#include "store/postgres/postgres_address.h"

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string ModeOf(const std::string& address) {
  const auto target = PostgresTargetOf(address);
  if (!target) return "refused";
  for (const auto& [keyword, value] : target->options) {
    if (keyword == "sslmode") return value;
  }
  return "not said";
}

TEST(PostgresAddressTest, HostsOfThisMachineAreKnown) {
  for (const std::string host :
       {"", "/run/postgresql", "@abstract", "localhost", "127.0.0.1", "127.1.2.3", "::1"}) {
    EXPECT_TRUE(IsThisHost(host)) << host;
  }
  for (const std::string host :
       {"db", "127.example.com", "10.0.0.1", "localhost.example.com", "::2", "0.0.0.0"}) {
    EXPECT_FALSE(IsThisHost(host)) << host;
  }
}

TEST(PostgresAddressTest, AnotherHostIsAskedToProveWhoItIs) {
  EXPECT_EQ(ModeOf("postgresql://ann@192.0.2.1/ledger"), "verify-full");
  EXPECT_EQ(ModeOf("postgresql://ann@192.0.2.1/ledger?sslmode=verify-full"), "verify-full");
  EXPECT_EQ(ModeOf("postgresql://ann@127.0.0.1,192.0.2.1/ledger"), "verify-full");
  EXPECT_EQ(ModeOf("host=localhost hostaddr=192.0.2.1 dbname=ledger"), "verify-full");
  for (const std::string mode : {"disable", "allow", "require", "verify-ca"}) {
    EXPECT_THAT(PostgresTargetOf("postgresql://ann:hunter2@192.0.2.1/ledger?sslmode=" + mode),
                HasError(ErrorCode::kConfig,
                         AllOf(HasSubstr("postgresql://192.0.2.1:5432/ledger: sslmode=" + mode),
                               HasSubstr("sslmode=verify-full"), Not(HasSubstr("hunter2")))));
  }
}

TEST(PostgresAddressTest, ThisHostNeedsNoProof) {
  EXPECT_EQ(ModeOf("postgresql://ann@127.0.0.1/ledger"), "not said");
  EXPECT_EQ(ModeOf("postgresql:///ledger?host=/run/postgresql"), "not said");
  EXPECT_EQ(ModeOf("postgresql://localhost/ledger?sslmode=require"), "require");
  EXPECT_EQ(ModeOf("host=db.example.com hostaddr=127.0.0.1"), "not said");
}

TEST(PostgresAddressTest, AddressThatCannotBeReadIsNotRepeated) {
  EXPECT_THAT(PostgresTargetOf("postgresql://ann:hunter%2@db/ledger"),
              HasError(ErrorCode::kConfig, AllOf(HasSubstr("%XX"), Not(HasSubstr("hunter")))));
}

TEST(PostgresAddressTest, MessagesNameThePlace) {
  const auto target = PostgresTargetOf("postgresql://ann:hunter2@localhost:5433/ledger");
  ASSERT_OK(target);
  EXPECT_EQ(target->name, "postgresql://localhost:5433/ledger");
}

}  // namespace
}  // namespace cognitrack
