// TLS over real sockets: who proves that it is the server that was asked for is talked to in
// secret; whoever does not is told from a server that is away, and gets no password.
#include "store/postgres/postgres_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/tls_authority.h"
#include "tests/support/postgres_server.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHost[] = "ledger.test";

class PostgresTlsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    authority_ = new TestAuthority();
    server_ = new PostgresServer();
    const TestCertificate shown = authority_->Issue(kHost);
    server_->UseTls(shown.certificate, shown.key);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete authority_;
  }

  // Loopback stands for a network: the name is no name of this host's, so that TLS is a must.
  static std::string Address(const PostgresServer& server, const std::string& host,
                             const std::string& authority) {
    return "postgresql://postgres:open-sesame@" + host + ":" + std::to_string(server.port()) +
           "/postgres?hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert=" + authority;
  }
  Result<std::unique_ptr<SqlSession>> Open(const std::string& address) {
    return OpenPostgresSession(address, clock_);
  }
  // Where, as it is called in messages: without a password.
  static std::string Where(const PostgresServer& server, const std::string& host) {
    return "postgresql://" + host + ":" + std::to_string(server.port()) + "/postgres: connecting: ";
  }

  static TestAuthority* authority_;
  static PostgresServer* server_;

  FakeClock clock_{1'775'044'800};
  TemporaryDirectory folder_;
  std::string trusted_ = folder_.Write("root.crt", authority_->certificate());
};

TestAuthority* PostgresTlsTest::authority_ = nullptr;
PostgresServer* PostgresTlsTest::server_ = nullptr;

TEST_F(PostgresTlsTest, ServerThatProvesWhoItIsIsTalkedToInSecret) {
  const auto session = Open(Address(*server_, kHost, trusted_));
  ASSERT_OK(session);
  const auto statement = (*session)->Prepare(
      "SELECT CASE WHEN ssl THEN version ELSE 'open' END, bits::BIGINT >= 128 FROM pg_stat_ssl "
      "WHERE pid = pg_backend_pid()");
  ASSERT_OK(statement);
  ASSERT_THAT((*statement)->Step(), IsOkAndHolds(true));
  EXPECT_EQ((*statement)->Text(0), "TLSv1.3");
  EXPECT_EQ((*statement)->Integer(1), 1);
}

TEST_F(PostgresTlsTest, CertificateForAnotherNameIsRefused) {
  const auto session = Open(Address(*server_, "other.test", trusted_));
  EXPECT_THAT(session,
              HasError(ErrorCode::kConfig,
                       AllOf(HasSubstr(Where(*server_, "other.test")),
                             HasSubstr("\"ledger.test\" does not match host name \"other.test\""),
                             HasSubstr("connect by a name that stands in it"),
                             HasSubstr("no password was sent"), Not(HasSubstr("sesame")))));
  // An address is no name that the certificate holds, even of this very host.
  EXPECT_THAT(Open(Address(*server_, "127.0.0.1", trusted_)),
              HasError(ErrorCode::kConfig, HasSubstr("does not match host name \"127.0.0.1\"")));
}

TEST_F(PostgresTlsTest, CertificateOfAnotherAuthorityIsRefused) {
  const std::string other = folder_.Write("other.crt", TestAuthority("Another").certificate());
  EXPECT_THAT(
      Open(Address(*server_, kHost, other)),
      HasError(ErrorCode::kConfig,
               AllOf(HasSubstr(Where(*server_, kHost)), HasSubstr("certificate verify failed"),
                     HasSubstr("signed by no authority that this program was told"),
                     HasSubstr("sslrootcert=FILE"), HasSubstr("no password was sent"),
                     Not(HasSubstr("sesame")))));
}

// OpenSSL finds the authority by its name here, and only then that another key has signed.
TEST_F(PostgresTlsTest, CertificateOfARenewedAuthorityIsRefused) {
  const std::string renewed = folder_.Write("renewed.crt", TestAuthority().certificate());
  EXPECT_THAT(Open(Address(*server_, kHost, renewed)),
              HasError(ErrorCode::kConfig,
                       AllOf(HasSubstr(Where(*server_, kHost)), HasSubstr("SSL error: "),
                             HasSubstr("another key, as after a renewal"),
                             HasSubstr("no password was sent"), Not(HasSubstr("sesame")))));
}

TEST_F(PostgresTlsTest, WithoutAnAuthorityNobodyIsTrusted) {
  const std::string absent = folder_.File("absent.crt");
  EXPECT_THAT(Open(Address(*server_, kHost, absent)),
              HasError(ErrorCode::kConfig,
                       AllOf(HasSubstr(Where(*server_, kHost)),
                             HasSubstr("root certificate file \"" + absent + "\" does not exist"),
                             HasSubstr("nothing to tell the server's authority by"),
                             HasSubstr("sslrootcert=FILE"), Not(HasSubstr("sesame")))));
  const std::string garbled = folder_.Write("garbled.crt", "no certificate\n");
  EXPECT_THAT(Open(Address(*server_, kHost, garbled)),
              HasError(ErrorCode::kConfig,
                       AllOf(HasSubstr("could not read root certificate file \"" + garbled + "\""),
                             HasSubstr("sslrootcert=FILE"), Not(HasSubstr("sesame")))));
}

TEST_F(PostgresTlsTest, ServerWithoutTlsIsRefused) {
  PostgresServer& open = PostgresServer::Shared();
  EXPECT_THAT(Open(Address(open, kHost, trusted_)),
              HasError(ErrorCode::kConfig,
                       AllOf(HasSubstr(Where(open, kHost)),
                             HasSubstr("server does not support SSL, but SSL was required"),
                             HasSubstr("turn it on there (ssl = on"),
                             HasSubstr("no password was sent"), Not(HasSubstr("sesame")))));
}

// A server that is away is another matter: somebody who tries again later may have luck.
TEST_F(PostgresTlsTest, ServerThatIsAwayIsToldApart) {
  PostgresServer& open = PostgresServer::Shared();
  std::string address = Address(open, kHost, trusted_);
  const std::string port = std::to_string(open.port());
  // Nobody listens on port 1 of loopback.
  address.replace(address.find(":" + port), port.size() + 1, ":1");
  EXPECT_THAT(Open(address),
              HasError(ErrorCode::kUnavailable,
                       AllOf(HasSubstr("postgresql://ledger.test:1/postgres"),
                             HasSubstr("check that the server runs"), Not(HasSubstr("sesame")))));
}

}  // namespace
}  // namespace cognitrack
