// What the page's settings read: the settings in force without their secrets, the flags' entries,
// the verdict on the audit log, the version.
#include "cli/version.h"
#include "tests/support/service_fixture.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SettingsRouteTest : public ServiceFixture {
 protected:
  SettingsRouteTest() {
    environment_.variable = [](const std::string& name) -> std::optional<std::string> {
      if (name == "OPENAI_ADMIN_KEY") return "sk-admin-0123456789abcdefwxyz";
      if (name == "COGNITRACK_READERS") return "8";
      return std::nullopt;
    };
    Make("owner", Role::kOwner);
    Enter("owner");
  }
  boost::json::object SettingOf(const std::string& name) {
    const auto document = Json(Get("/api/v1/settings"));
    for (const auto& setting : document.at("settings").as_array()) {
      if (setting.at("name").as_string() == name) return setting.as_object();
    }
    ADD_FAILURE() << "no setting " << name;
    return {};
  }
};

TEST_F(SettingsRouteTest, SettingsAreThoseInForceAndSecretsMasked) {
  EXPECT_EQ(SettingOf("COGNITRACK_READERS").at("value"), "8");
  EXPECT_EQ(SettingOf("COGNITRACK_READERS").at("origin"), "environment");
  EXPECT_EQ(SettingOf("COGNITRACK_STALE_HOURS").at("value"), "36");
  EXPECT_EQ(SettingOf("COGNITRACK_STALE_HOURS").at("origin"), "default");
  EXPECT_TRUE(SettingOf("COGNITRACK_WEBHOOK_URL").at("value").is_null());
  EXPECT_EQ(SettingOf("OPENAI_ADMIN_KEY").at("origin"), "environment");
  EXPECT_THAT(Get("/api/v1/settings").body, Not(HasSubstr("0123456789abcdef")));
}

TEST_F(SettingsRouteTest, FlagsHaveTheirHistoryNewestFirst) {
  ASSERT_EQ(Post("/api/v1/flags/daily_windows", R"({"value":"off","reason":"a stop"})").status,
            200);
  ASSERT_EQ(Send("DELETE", "/api/v1/flags/daily_windows", R"({"reason":"over"})").status, 200);
  const auto entries = Json(Get("/api/v1/flags/history")).at("entries").as_array();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].at("setting"), "default");
  EXPECT_EQ(entries[0].at("reason"), "over");
  EXPECT_EQ(entries[1].at("setting"), "off");
  EXPECT_EQ(entries[1].at("by"), "owner");
}

TEST_F(SettingsRouteTest, TheAuditLogsChainIsJudged) {
  ASSERT_EQ(Post("/api/v1/flags/daily_windows", R"({"value":"off","reason":"a stop"})").status,
            200);
  const auto verdict = Json(Get("/api/v1/audit/verification"));
  EXPECT_EQ(verdict.at("intact"), true);
  const auto newest = Json(Get("/api/v1/audit?limit=1")).at("entries").as_array();
  ASSERT_EQ(newest.size(), 1U);
  EXPECT_EQ(verdict.at("entries").to_number<int>(), newest[0].at("id").to_number<int>());
}

TEST_F(SettingsRouteTest, TheVersionIsTheProgramsOwn) {
  EXPECT_EQ(Json(Get("/api/v1/version")).at("version").as_string(), kVersion);
}

}  // namespace
}  // namespace cognitrack
