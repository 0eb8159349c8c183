// `names`, and the names beside ids in reports.
#include "tests/command_line/command_line_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class NamesCommand : public CommandLine {
 protected:
  // 2026-04-01, so that days of March lie before the first pull.
  static constexpr UtcSeconds kApril1 = 1'775'001'600;

  void SetUp() override {
    clock_ = FakeClock(kApril1);
    names_.Listed(NameKind::kProject, "proj_a", "Search").facts.created_at = kApril1 - 90'000'000;
    names_.Listed(NameKind::kApiKey, "key_a", "laptop", "proj_a").last_used_at = kApril1 - 5;
    SeenName& user = names_.Listed(NameKind::kUser, "user_a", "Ann");
    user.facts.email = "ann@example.com";
  }
  void Pull(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"names", "pull"};
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(Run(words).exit_code, 0);
  }
  // Two days of use, in March and in May.
  void Import() {
    std::string csv =
        "start_time,end_time,project_id,num_model_requests,user_id,api_key_id,model,input_tokens,"
        "output_tokens\n";
    for (const int day : {0, 60}) {
      csv += Times(day) + ",proj_a,1,user_a,key_a,gpt-a,10,1\n";
      csv += Times(day) + ",proj_unknown,1,user_unknown,key_unknown,gpt-a,20,2\n";
    }
    const Said said = Run({"import", "--csv", Write("use.csv", csv)});
    ASSERT_EQ(said.exit_code, 0) << said.err;
  }
  static std::string TextAt(const boost::json::object& object, const char* name) {
    const boost::json::value& value = object.at(name);
    return value.is_null() ? "null" : std::string(value.as_string());
  }
};

TEST_F(NamesCommand, APullSaysWhatItFoundAndIsOnRecord) {
  const Said said = Run({"names", "pull", "--label", "nightly"});
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("names of openai: done\n"),
                              HasSubstr("  project           1 listed, 1 new\n"),
                              HasSubstr("  5 requests, 0 throttled (429)")));
  const auto runs = Json({"runs"});
  EXPECT_EQ(TextAt(runs.at("runs").at(0).as_object(), "verb"), "names pull");
  EXPECT_EQ(TextAt(runs.at("runs").at(0).as_object(), "label"), "nightly");
}

TEST_F(NamesCommand, APullAsJsonCountsByKind) {
  names_.unread["user"] = NamesAnswer::kRefused;
  const auto document = Json({"names", "pull"});
  const auto& kinds = document.at("kinds").as_object();
  EXPECT_EQ(kinds.at("project").at("new"), 1);
  EXPECT_EQ(kinds.at("project").at("listed"), 1);
  EXPECT_EQ(kinds.at("user").at("refused"), true);
  EXPECT_TRUE(kinds.at("user").at("listed").is_null()) << "not read is not 0";
  EXPECT_EQ(TextAt(document.at("issues").at(0).as_object(), "code"), "names_refused");
}

TEST_F(NamesCommand, WithoutAKeyNothingIsAsked) {
  variables_.erase("OPENAI_ADMIN_KEY");
  const Said said = Run({"names", "pull"});
  EXPECT_EQ(said.exit_code, 77);
  EXPECT_THAT(said.err, HasSubstr("no admin key: set OPENAI_ADMIN_KEY"));
  EXPECT_THAT(names_.asked, ElementsAre());
}

TEST_F(NamesCommand, AnEmptyLedgerListsNothing) {
  EXPECT_THAT(Run({"names"}).out, HasSubstr("holds no names yet: 'cognitrack names pull'"));
  EXPECT_EQ(Json({"names", "list"}).at("names").as_array().size(), 0U);
}

TEST_F(NamesCommand, TheListLeavesOutWhatIsGoneUnlessAllIsAskedFor) {
  Pull();
  names_.lists[{NameKind::kApiKey, "proj_a"}].seen.clear();
  clock_.Advance(kSecondsPerDay);
  Pull();
  const Said list = Run({"names", "list"});
  EXPECT_THAT(list.out, AllOf(HasSubstr("proj_a"), Not(HasSubstr("key_a")),
                              HasSubstr("Left out: 1 archived or no longer listed")));
  EXPECT_THAT(Run({"names", "list", "--all"}).out,
              AllOf(HasSubstr("key_a"), HasSubstr("not listed since 2026-04-02")));
  const auto document = Json({"names", "list", "--kind", "api_key"});
  EXPECT_EQ(document.at("names").as_array().size(), 0U);
  EXPECT_EQ(document.at("left_out"), 1);
}

TEST_F(NamesCommand, AnUnknownKindIsRefused) {
  const Said said = Run({"names", "list", "--kind", "key"});
  EXPECT_EQ(said.exit_code, 64);
  EXPECT_THAT(said.err, HasSubstr("there are project, api_key, user, service_account"));
}

TEST_F(NamesCommand, AsOfADayEachIdHasTheNameOfThatDay) {
  Pull();
  names_.Listed(NameKind::kApiKey, "key_a", "desktop", "proj_a");
  names_.Listed(NameKind::kApiKey, "key_b", "new", "proj_a");
  clock_.Advance(30 * kSecondsPerDay + kSecondsPerDay / 2);
  Pull();
  const auto then = Json({"names", "list", "--kind", "api_key", "--as-of", "2026-04-30"});
  ASSERT_EQ(then.at("names").as_array().size(), 1U);
  EXPECT_EQ(TextAt(then.at("names").at(0).as_object(), "name"), "laptop");
  const auto now = Json({"names", "list", "--kind", "api_key", "--as-of", "2026-05-01"});
  ASSERT_EQ(now.at("names").as_array().size(), 2U);
  EXPECT_EQ(TextAt(now.at("names").at(0).as_object(), "name"), "desktop");
  // Before the first pull: what was there is known by what it was called then.
  const auto before = Json({"names", "list", "--as-of", "2026-03-05"});
  ASSERT_EQ(before.at("names").as_array().size(), 1U);
  EXPECT_EQ(TextAt(before.at("names").at(0).as_object(), "id"), "proj_a");
}

TEST_F(NamesCommand, OneIdIsShownWithItsHistory) {
  Pull();
  names_.Listed(NameKind::kApiKey, "key_a", "desktop", "proj_a");
  clock_.Advance(kSecondsPerDay);
  Pull();
  const Said said = Run({"names", "show", "key_a"});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, AllOf(HasSubstr("api key key_a"), HasSubstr("Project     proj_a"),
                              HasSubstr("2026-04-01T00:00:00Z  2026-04-02T00:00:00Z  laptop"),
                              HasSubstr("2026-04-02T00:00:00Z  now                   desktop")));
  const auto document = Json({"names", "show", "key_a"});
  const auto& record = document.at("names").at(0).as_object();
  EXPECT_EQ(TextAt(record, "name"), "desktop");
  EXPECT_EQ(TextAt(record, "last_used_at"), "2026-03-31T23:59:55Z");
  const auto& older = record.at("history").at(0).as_object();
  EXPECT_EQ(TextAt(older, "name"), "laptop");
  EXPECT_EQ(TextAt(older, "until"), "2026-04-02T00:00:00Z");
}

TEST_F(NamesCommand, AnIdThatIsNotHeldIsToldWithTheNearest) {
  Pull();
  const Said said = Run({"names", "show", "key_b"});
  EXPECT_EQ(said.exit_code, 64);
  EXPECT_THAT(said.err, HasSubstr("no name of 'key_b' is held; did you mean 'key_a'?"));
}

TEST_F(NamesCommand, AddressesAreShownOnlyWhereTheyWereAskedFor) {
  Pull();
  EXPECT_THAT(Run({"names", "list"}).out, Not(HasSubstr("@")));
  Pull({"--with-emails"});
  EXPECT_THAT(Run({"names", "list"}).out, HasSubstr("ann@example.com"));
  const auto forgotten = Json({"names", "--forget-emails"});
  EXPECT_EQ(forgotten.at("forgotten"), 1);
  EXPECT_THAT(Run({"names", "list", "--all"}).out, Not(HasSubstr("@")));
  EXPECT_THAT(Run({"runs", "--limit", "0"}).out, Not(HasSubstr("@")));
}

TEST_F(NamesCommand, UsageShowsTheNameOfTheDayBesideTheId) {
  Pull();
  names_.Listed(NameKind::kApiKey, "key_a", "desktop", "proj_a");
  clock_.Advance(10 * kSecondsPerDay);
  Pull();
  clock_.Advance(50 * kSecondsPerDay);
  Import();
  const Said by_day = Run({"usage", "--group-by", "day,api_key_id"});
  EXPECT_THAT(by_day.out, AllOf(HasSubstr("2026-03-05  key_a · laptop "),
                                HasSubstr("2026-05-04  key_a · desktop "),
                                HasSubstr("2026-05-04  key_unknown  ")));
  EXPECT_THAT(Run({"usage", "--group-by", "api_key_id"}).out, HasSubstr("key_a · desktop "));
  EXPECT_THAT(Run({"usage", "--group-by", "project_id,user_id,model"}).out,
              HasSubstr("proj_a · Search  user_a · Ann  gpt-a"));
}

TEST_F(NamesCommand, UsageAsJsonKeepsIdsAndAddsTheirNames) {
  Pull();
  clock_.Advance(60 * kSecondsPerDay);
  Import();
  const auto document = Json({"usage", "--group-by", "project_id,model"});
  EXPECT_EQ(TextAt(document.at("rows").at(0).as_object(), "project_id"), "proj_a");
  EXPECT_EQ(boost::json::serialize(document.at("names")), R"({"project_id":{"proj_a":"Search"}})");
  EXPECT_EQ(boost::json::serialize(Json({"usage"}).at("names")), "{}");
}

TEST_F(NamesCommand, AFilterKnowsIdsAlone) {
  Pull();
  clock_.Advance(60 * kSecondsPerDay);
  Import();
  EXPECT_EQ(Json({"usage", "--filter", "project_id=Search"}).at("rows").as_array().size(), 0U);
}

TEST_F(NamesCommand, NamesChangeNoContentHash) {
  clock_.Advance(60 * kSecondsPerDay);
  Import();
  const auto before = Json({"windows", "--day", "2026-03-05"});
  Pull();
  EXPECT_EQ(Json({"windows", "--day", "2026-03-05"}), before);
}

TEST_F(NamesCommand, ParityNamesTheIdsOfItsDifferences) {
  Pull();
  clock_.Advance(60 * kSecondsPerDay);
  Import();
  const std::string csv =
      Write("less.csv",
            "start_time,end_time,project_id,num_model_requests,user_id,api_key_id,model,"
            "input_tokens,output_tokens\n" +
                Times(0) + ",proj_a,1,user_a,key_a,gpt-a,11,1\n" + Times(0) +
                ",proj_unknown,1,user_unknown,key_unknown,gpt-a,20,2\n");
  const Said said = Run({"parity", "--csv", csv});
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.out, HasSubstr("project_id proj_a · Search"));
  const auto document = Json({"parity", "--csv", csv}, 1);
  EXPECT_EQ(document.at("differences").at(0).at("dimensions").at("project_id"), "proj_a");
  EXPECT_THAT(Run({"parity", "show"}).out, HasSubstr("api_key_id key_a · laptop"));
}

}  // namespace
}  // namespace cognitrack
