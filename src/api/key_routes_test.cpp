// /api/keys where the ledger is away; what else it does is shown over a real service in tests/keys.
#include "api/key_routes.h"

#include <gmock/gmock.h>

#include "tests/support/service_fixture.h"

namespace cognitrack {
namespace {

class KeyRoutesTest : public ServiceFixture {};

TEST_F(KeyRoutesTest, AnOutageIsNoEmptyList) {
  Make("owner", Role::kOwner);
  Enter("owner");
  EXPECT_EQ(Json(Get("/api/keys")), boost::json::parse(R"({"keys":[]})"));
  environment_.open_service_store =
      [](const DatabaseLocation&) -> Result<std::unique_ptr<ServiceStore>> {
    return Error{ErrorCode::kUnavailable, "the server is away"};
  };
  for (const char* path : {"/api/keys", "/api/keys/1"}) {
    const ServerResponse away = Get(path);
    EXPECT_EQ(away.status, 503) << path;
    EXPECT_EQ(Json(away).at("error"), "the server is away") << path;
    EXPECT_FALSE(Json(away).contains("keys")) << path;
  }
  EXPECT_EQ(Send("DELETE", "/api/keys/1").status, 503);
}

TEST_F(KeyRoutesTest, ParametersAreTheSourceOfTheListAlone) {
  Make("owner", Role::kOwner);
  Enter("owner");
  EXPECT_EQ(Get("/api/keys?source=acme").status, 200);
  EXPECT_EQ(Get("/api/keys?all=true").status, 400);
  EXPECT_EQ(Get("/api/keys/1?source=acme").status, 400);
  EXPECT_EQ(Get("/api/keys?apiKey=x").status, 400);
}

}  // namespace
}  // namespace cognitrack
