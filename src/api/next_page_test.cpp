// The way from page to page over the interface, without sockets; whole lists on both databases are
// in tests/pages.
#include "api/next_page.h"

#include <gmock/gmock.h>

#include "tests/support/service_fixture.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

class NextPageTest : public ServiceFixture {
 protected:
  // The target behind a page; empty: there is none.
  static std::string NextOf(const ServerResponse& response) {
    const std::string link = Header(response, "Link");
    return link.empty() ? "" : link.substr(1, link.find('>') - 1);
  }
};

TEST_F(NextPageTest, AlertsAreReadNewestFirstPageByPage) {
  Make("owner", Role::kOwner);
  Enter("owner");
  for (const char* subject : {"a", "b", "c", "d", "e"}) {
    ASSERT_OK(held_->notices().Apply({{{AlertRule::kUnpricedModels, "openai", subject, ""}, "x"}},
                                     {}, {{}, {}}));
  }
  std::vector<std::string> subjects;
  std::string target = "/api/v1/alerts/history?limit=2";
  int pages = 0;
  for (; !target.empty() && pages < 9; ++pages) {
    const ServerResponse page = Get(target);
    ASSERT_EQ(page.status, 200) << page.body;
    const auto document = Json(page);
    for (const auto& alert : document.at("alerts").as_array()) {
      subjects.emplace_back(alert.at("subject").as_string());
    }
    target = NextOf(page);
    EXPECT_EQ(document.at("next").is_null(), target.empty());
  }
  EXPECT_EQ(pages, 3);
  EXPECT_THAT(subjects, ElementsAre("e", "d", "c", "b", "a"));
  EXPECT_FALSE(Json(Get("/api/v1/alerts/history")).contains("next"));
  EXPECT_EQ(Header(Get("/api/v1/alerts/history"), "Link"), "");
}

TEST_F(NextPageTest, TheAddressIsTheRequestsOwnAndNothingEndsItEarly) {
  Make("owner", Role::kOwner);
  Enter("owner");
  ASSERT_OK(FillUsage());
  const std::string asked = "/api/v1/usage?group_by=model,project_id&filter=model!%3D\">;<x";
  const ServerResponse first = Get(asked + "&cursor=&limit=1");
  EXPECT_EQ(first.status, 400) << "an empty cursor is none";
  const ServerResponse page = Get(asked + "&limit=1");
  ASSERT_EQ(page.status, 200) << page.body;
  const std::string link = Header(page, "Link");
  EXPECT_THAT(link, StartsWith("</api/v1/usage?group_by=model,project_id&filter=model!%3D%22%3E;"
                               "%3Cx&limit=1&cursor="));
  const ServerResponse last = Get(NextOf(page));
  ASSERT_EQ(last.status, 200) << last.body;
  EXPECT_EQ(Json(last).at("rows").as_array().size(), 1U);
  EXPECT_EQ(NextOf(last), "");
}

}  // namespace
}  // namespace cognitrack
