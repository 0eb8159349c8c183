#include "providers/openai/names_page.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/support/result_matchers.h"
#include "tests/support/shared_data.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string Page(const std::string& records, const std::string& rest = R"("has_more":false)") {
  return R"({"object":"list","data":[)" + records + "]," + rest + "}";
}

NamesQuery Query(NameKind kind, EmailUse emails = EmailUse::kHide) {
  NamesQuery query;
  query.kind = kind;
  query.emails = emails;
  if (kind == NameKind::kApiKey || kind == NameKind::kServiceAccount) query.project_id = "proj_a";
  return query;
}

const char kUser[] =
    R"({"object":"organization.user","id":"user_a","name":"Ann","email":"ann@example.com",)"
    R"("role":"owner","added_at":1711471533})";

TEST(NamesPageTest, AProjectIsReadWithItsTimesAndStatus) {
  const auto page = ParseNamesPage(
      Page(R"({"id":"proj_a","object":"organization.project","name":"Search","created_at":10,)"
           R"("archived_at":20,"status":"archived","residency":{"x":[1]}},{"id":"proj_b",)"
           R"("name":null,"archived_at":null})",
           R"("first_id":"proj_a","last_id":"proj_b","has_more":true)"),
      Query(NameKind::kProject));
  ASSERT_OK(page);
  ASSERT_EQ(page->seen.size(), 2U);
  EXPECT_EQ(page->seen[0].id, "proj_a");
  EXPECT_EQ(page->seen[0].facts.name, "Search");
  EXPECT_EQ(page->seen[0].facts.created_at, 10);
  EXPECT_EQ(page->seen[0].facts.archived_at, 20);
  EXPECT_EQ(page->seen[0].facts.status, "archived");
  EXPECT_EQ(page->seen[1].facts, NameFacts{});
  EXPECT_TRUE(page->has_more);
  EXPECT_EQ(page->last_id, "proj_b");
}

TEST(NamesPageTest, AnAddressIsLeftOutUnlessItIsAskedFor) {
  const auto hidden = ParseNamesPage(Page(kUser), Query(NameKind::kUser));
  ASSERT_OK(hidden);
  EXPECT_EQ(hidden->seen[0].facts.email, std::nullopt);
  EXPECT_EQ(hidden->seen[0].facts.name, "Ann");
  EXPECT_EQ(hidden->seen[0].facts.created_at, 1'711'471'533);
  const auto kept = ParseNamesPage(Page(kUser), Query(NameKind::kUser, EmailUse::kKeep));
  ASSERT_OK(kept);
  EXPECT_EQ(kept->seen[0].facts.email, "ann@example.com");
}

TEST(NamesPageTest, AnAddressInsideANameIsReplaced) {
  const std::string body = Page(R"({"id":"key_a","name":"laptop of ann@example.com"})");
  const auto hidden = ParseNamesPage(body, Query(NameKind::kApiKey));
  ASSERT_OK(hidden);
  EXPECT_EQ(hidden->seen[0].facts.name, "laptop of (e-mail)");
  const auto kept = ParseNamesPage(body, Query(NameKind::kApiKey, EmailUse::kKeep));
  ASSERT_OK(kept);
  EXPECT_EQ(kept->seen[0].facts.name, "laptop of ann@example.com");
}

TEST(NamesPageTest, AKeyIsReadWithItsOwner) {
  const auto page = ParseNamesPage(
      Page(R"({"redacted_value":"sk-abc...def","name":"My key","created_at":1,"last_used_at":2,)"
           R"("id":"key_a","owner_project_access":"inactive","owner":{"type":"user","user":)" +
           std::string(kUser) +
           R"(}},{"id":"key_b","owner":{"type":"service_account","service_account":)"
           R"({"id":"svc_b","name":"Nightly","created_at":5}}})"),
      Query(NameKind::kApiKey));
  ASSERT_OK(page);
  ASSERT_EQ(page->seen.size(), 2U);
  const SeenName& key = page->seen[0];
  EXPECT_EQ(key.facts.redacted_value, "sk-abc...def");
  EXPECT_EQ(key.facts.project_id, "proj_a");
  EXPECT_EQ(key.facts.owner_kind, "user");
  EXPECT_EQ(key.facts.owner_id, "user_a");
  EXPECT_EQ(key.facts.status, "inactive");
  EXPECT_EQ(key.last_used_at, 2);
  ASSERT_EQ(page->users.size(), 1U);
  EXPECT_EQ(page->users[0].facts.name, "Ann");
  EXPECT_EQ(page->users[0].facts.email, std::nullopt);
  ASSERT_EQ(page->accounts.size(), 1U);
  EXPECT_EQ(page->accounts[0].id, "svc_b");
  EXPECT_EQ(page->accounts[0].facts.project_id, "proj_a");
}

TEST(NamesPageTest, AWholeKeyIsNeverKept) {
  const auto page = ParseNamesPage(
      Page(R"({"id":"key_a","redacted_value":"sk-proj-canarycanary"})"), Query(NameKind::kApiKey));
  ASSERT_OK(page);
  EXPECT_EQ(page->seen[0].facts.redacted_value, "");
}

TEST(NamesPageTest, AnErrorUnderStatus200IsNoPage) {
  const auto page = ParseNamesPage(R"({"error":{"message":"x"}})", Query(NameKind::kUser));
  ASSERT_OK(page);
  EXPECT_TRUE(page->is_error);
}

// Whatever is wrong with an answer, nothing of what it says is repeated.
TEST(NamesPageTest, WhatIsWrongIsNamedWithoutQuotingAnything) {
  const struct {
    std::string body;
    std::string says;
  } cases[] = {
      {"", "malformed JSON"},
      {R"({"ann@example.com")", "malformed JSON"},
      {R"({"object":"list","data":[{"id":"a","name":"ann@example.com"}],"has_more":false)",
       "malformed JSON"},
      {R"(["ann@example.com"])", "no JSON object"},
      {R"({"object":"ann@example.com","data":[],"has_more":false})", "'object' is not 'list'"},
      {R"({"object":"list","data":"ann@example.com","has_more":false})", "'data' is no array"},
      {R"({"object":"list","data":[]})", "'has_more' is neither"},
      {R"({"object":"list","data":[],"has_more":"ann@example.com"})", "'has_more' is neither"},
      {R"({"object":"list","data":[],"has_more":false,"has_more":true})", "a field twice"},
      {Page("", R"("has_more":true,"last_id":7)"), "'last_id' is neither a text nor null"},
      {Page(R"("ann@example.com")"), "record 1 of the page is no object"},
      {Page(R"({"id":"a"},{"name":"ann@example.com"})"), "record 2 of the page: 'id' is missing"},
      {Page(R"({"id":"","name":"ann@example.com"})"), "'id' is missing or empty"},
      {Page(R"({"id":"a","name":{"e":"ann@example.com"}})"), "'name' is neither a text nor null"},
      {Page(R"({"id":"a","name":"b","name":"ann@example.com"})"), "a field twice"},
      {Page(R"({"id":"a","email":["ann@example.com"]})"), "'email' is neither a text nor null"},
      {Page(R"({"id":"a","added_at":"ann@example.com"})"), "'added_at' is no time"},
      {Page(R"({"id":"a","added_at":-1})"), "'added_at' is no time"},
      {Page(R"({"id":"a","added_at":1.5})"), "'added_at' is no time"},
      {Page(R"({"id":"a","added_at":01})"), "malformed JSON"},
      {Page("{\"id\":\"ann@example.com\xff\"}"), "malformed JSON"},
      {Page(R"({"id":")" + std::string(600, 'x') + R"("})"), "'id' is too long"},
  };
  for (const auto& wrong : cases) {
    const auto page = ParseNamesPage(wrong.body, Query(NameKind::kUser, EmailUse::kKeep));
    ASSERT_THAT(page, HasError(ErrorCode::kProviderContract, ::testing::_)) << wrong.body;
    EXPECT_THAT(page.error().message,
                AllOf(HasSubstr(wrong.says), Not(HasSubstr("ann")), Not(HasSubstr("@"))));
  }
}

// The provider's own examples (not part of the repository).
TEST(NamesPageTest, TheInterfacesExamplesAreRead) {
  const struct {
    const char* file;
    NameKind kind;
    const char* id;
    const char* name;
  } cases[] = {
      {"organization__projects.json", NameKind::kProject, "proj_abc", "Project example"},
      {"organization__projects__project_id__api_keys.json", NameKind::kApiKey, "key_abc",
       "My API Key"},
      {"organization__projects__project_id__service_accounts.json", NameKind::kServiceAccount,
       "svc_acct_abc", "Service Account"},
      {"organization__users.json", NameKind::kUser, "user_abc", "First Last"},
      {"organization__admin_api_keys.json", NameKind::kAdminApiKey, "key_abc", "Main Admin Key"},
  };
  for (const auto& example : cases) {
    const auto path = SharedFile(std::string("data/api/") + example.file);
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    const auto page = ParseNamesPage(text.str(), Query(example.kind));
    ASSERT_OK(page);
    ASSERT_EQ(page->seen.size(), 1U) << example.file;
    EXPECT_EQ(page->seen[0].id, example.id);
    EXPECT_EQ(page->seen[0].facts.name, example.name);
    EXPECT_EQ(page->seen[0].facts.created_at, 1'711'471'533) << example.file;
    EXPECT_FALSE(page->has_more);
    for (const SeenName& user : page->users) EXPECT_EQ(user.facts.email, std::nullopt);
    const std::string owner = page->seen[0].facts.owner_id;
    const std::string expected = example.kind == NameKind::kApiKey        ? "user_abc"
                                 : example.kind == NameKind::kAdminApiKey ? "sa_456"
                                                                          : "";
    EXPECT_EQ(owner, expected) << example.file;
  }
}

}  // namespace
}  // namespace cognitrack
