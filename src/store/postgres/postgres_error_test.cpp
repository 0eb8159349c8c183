#include "store/postgres/postgres_error.h"

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

TEST(PostgresErrorTest, EachFailureHasItsCodeAndSaysWhatToDo) {
  struct Case {
    const char* state;
    ErrorCode expected;
    const char* advice;
  };
  const Case cases[] = {
      {"", ErrorCode::kUnavailable, "check that the server runs"},
      {"57P01", ErrorCode::kUnavailable, "run the command again"},
      {"08006", ErrorCode::kUnavailable, "the connection was lost"},
      {"57014", ErrorCode::kTryLater, "longer than a statement may"},
      {"55P03", ErrorCode::kTryLater, "another process is writing"},
      {"40001", ErrorCode::kTryLater, "another transaction"},
      {"40P01", ErrorCode::kTryLater, "another transaction"},
      {"53300", ErrorCode::kTryLater, "connections"},
      {"53100", ErrorCode::kDisk, "the server's disk is full"},
      {"58030", ErrorCode::kDisk, "disk failed"},
      {"XX001", ErrorCode::kDisk, "restore it from a backup"},
      {"28P01", ErrorCode::kConfig, "password"},
      {"3D000", ErrorCode::kConfig, "create it first"},
      {"42501", ErrorCode::kConfig, "migrate up"},
      {"25006", ErrorCode::kConfig, "target_session_attrs"},
      {"22003", ErrorCode::kBadInput, "64 bits"},
      {"22021", ErrorCode::kBadInput, "encoding"},
      {"23505", ErrorCode::kInvariant, "report it"},
      {"42601", ErrorCode::kInvariant, "report it"},
  };
  for (const Case& one : cases) {
    const Error error =
        PostgresErrorOf(one.state, "detail\n", "postgresql://db:5432/ledger", "COPY");
    EXPECT_EQ(error.code, one.expected) << one.state;
    EXPECT_THAT(error.message, HasSubstr(one.advice)) << one.state;
    EXPECT_THAT(error.message, HasSubstr("postgresql://db:5432/ledger: COPY: detail"));
    EXPECT_THAT(error.message, HasSubstr("left nothing behind"));
  }
}

// Words of libpq that no server of the tests says.
TEST(PostgresErrorTest, TlsThatWasCutOffIsALostConnection) {
  const auto code_of = [](const char* detail) {
    return PostgresErrorOf("", detail, "postgresql://db:5432/ledger", "connecting").code;
  };
  EXPECT_EQ(code_of("connection to server at \"db\", port 5432 failed: SSL error: unexpected eof "
                    "while reading"),
            ErrorCode::kUnavailable);
  EXPECT_EQ(code_of("connection to server at \"db\", port 5432 failed: SSL error: unsupported "
                    "protocol"),
            ErrorCode::kConfig);
  EXPECT_EQ(code_of("SSL error: decryption failed or bad record mac"), ErrorCode::kUnavailable);
  EXPECT_EQ(code_of("SSL connection has been closed unexpectedly"), ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace cognitrack
