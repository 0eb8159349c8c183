#include "twin/names_api.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <set>

#include "tests/support/fake_clock.h"
#include "twin/seeded_organisation.h"
#include "twin/usage_api.h"

namespace cognitrack::twin {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class NamesApiTest : public ::testing::Test {
 protected:
  NamesApiTest()
      : organisation_(MakeSeededOrganisation(Options())), api_(organisation_, clock_, {}) {}

  static SeededOptions Options() {
    SeededOptions options;
    options.first_day = Day{20'513};
    options.days = 10;
    options.rows_per_day = 3'000;
    return options;
  }
  TwinResponse Get(const std::string& below, const std::string& key = "sk-admin-x") {
    TwinRequest request;
    request.target = "/v1/organization/" + below;
    request.authorization = "Bearer " + key;
    return api_.Handle(request);
  }
  boost::json::object Page(const std::string& below) {
    const TwinResponse response = Get(below);
    EXPECT_EQ(response.status, 200) << response.Body();
    return boost::json::parse(response.Body()).as_object();
  }
  // Every id of a list, page by page; none may come twice.
  std::vector<std::string> Ids(const std::string& below) {
    std::vector<std::string> ids;
    std::string after;
    while (true) {
      const auto page = Page(below + (after.empty() ? "" : "&after=" + after));
      for (const auto& item : page.at("data").as_array()) {
        ids.emplace_back(item.at("id").as_string());
      }
      EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
      if (!page.at("has_more").as_bool()) return ids;
      after = std::string(page.at("last_id").as_string());
    }
  }
  std::size_t CountOf(Dimension dimension) {
    return organisation_.completions().ValuesOf(dimension).size() - 1;
  }
  std::string ArchivedProject() {
    const std::vector<std::string> shown = Ids("projects?limit=100");
    for (const std::string& id : Ids("projects?limit=100&include_archived=true")) {
      if (std::find(shown.begin(), shown.end(), id) == shown.end()) return id;
    }
    return "";
  }

  FakeClock clock_{1'775'000'000};
  Organisation organisation_;
  UsageApi api_;
};

TEST_F(NamesApiTest, ArchivedProjectsAreListedWhereTheyAreAskedFor) {
  EXPECT_EQ(Ids("projects?limit=100&include_archived=true").size(), CountOf(Dimension::kProjectId));
  EXPECT_EQ(Ids("projects?limit=100").size(), CountOf(Dimension::kProjectId) - 1);
  EXPECT_NE(ArchivedProject(), "");
}

TEST_F(NamesApiTest, PagesOfEveryLimitGiveTheSameList) {
  const auto whole = Ids("users?limit=100");
  EXPECT_GT(whole.size(), 10U);
  EXPECT_EQ(Ids("users?limit=3"), whole);
  EXPECT_EQ(Ids("users?limit=1"), whole);
  EXPECT_EQ(Page("users?x=1").at("data").as_array().size(),
            std::min<std::size_t>(20, whole.size()));
}

TEST_F(NamesApiTest, AnArchivedProjectHasNoPeople) {
  const std::string project = "projects/" + ArchivedProject();
  for (const char* list : {"/service_accounts", "/users"}) {
    const TwinResponse response = Get(project + list);
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(response.Body(),
                AllOf(HasSubstr(R"({"error":{"message":"Project)"), HasSubstr("is archived")));
  }
  EXPECT_EQ(Get(project + "/api_keys").status, 200);
}

TEST_F(NamesApiTest, OneKeyIsListedNowhereAndOneOnlyOnDemand) {
  std::size_t any = 0;
  std::size_t active = 0;
  for (const std::string& id : Ids("projects?limit=100&include_archived=true")) {
    any += Ids("projects/" + id + "/api_keys?limit=100&owner_project_access=any").size();
    active += Ids("projects/" + id + "/api_keys?limit=100").size();
  }
  EXPECT_EQ(any, CountOf(Dimension::kApiKeyId) - 1);
  EXPECT_EQ(active, any - 1);
}

TEST_F(NamesApiTest, WhatIsAskedWronglyIsRefusedAsTheProviderDoes) {
  EXPECT_EQ(Get("projects?limit=0").status, 400);
  EXPECT_EQ(Get("projects?limit=101").status, 400);
  EXPECT_EQ(Get("projects?limit=x").status, 400);
  EXPECT_EQ(Get("users?after=nobody").status, 400);
  EXPECT_EQ(Get("projects/proj_none/api_keys").status, 404);
  EXPECT_EQ(Get("projects/proj_none/rate_limits").status, 404);
  EXPECT_EQ(Get("users", "sk-proj-x").status, 403);
  EXPECT_EQ(Get("users", "other").status, 401);
}

TEST_F(NamesApiTest, NamesComeFromTheIdsAlone) {
  const Organisation again = MakeSeededOrganisation(Options());
  UsageApi other(again, clock_, {});
  TwinRequest request;
  request.target = "/v1/organization/users?limit=100";
  request.authorization = "Bearer sk-admin-x";
  EXPECT_EQ(other.Handle(request).Body(), Get("users?limit=100").Body());
}

TEST(NamesApiSmallTest, AnEmptyOrganisationHasEmptyLists) {
  const Organisation nobody;
  const NamesApi api(nobody);
  for (const char* path :
       {"/v1/organization/projects", "/v1/organization/users", "/v1/organization/admin_api_keys"}) {
    ASSERT_TRUE(NamesApi::Serves(path));
    EXPECT_EQ(api.Answer({path, {}}).Body(),
              R"({"object":"list","data":[],"first_id":null,"last_id":null,"has_more":false})");
  }
}

}  // namespace
}  // namespace cognitrack::twin
