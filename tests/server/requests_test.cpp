// What is served: requests of every allowed form, in order, whole.
#include "tests/server/server_fixture.h"

namespace cognitrack {
namespace {

TEST(ServerRequestsTest, OneConnectionAsksAgain) {
  const auto server = Serve(Echo);
  RawClient client(server->address());
  EXPECT_EQ(BodyOf(client.Ask(Get("/one?a=%20b&c"))), "GET /one?a=%20b&c");
  EXPECT_EQ(BodyOf(client.Ask(Get("/two%20%C3%A4%2F"))), "GET /two \xC3\xA4/");
}

}  // namespace
}  // namespace cognitrack
