#include "ingest/pull_names.h"

#include <gmock/gmock.h>

#include "ingest/issue_codes.h"
#include "tests/support/failing_ledger.h"
#include "tests/support/fake_names_provider.h"
#include "tests/support/result_matchers.h"
#include "tests/support/test_ledger.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class PullNamesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    provider_.Listed(NameKind::kProject, "proj_a", "Search");
    SeenName& archived = provider_.Listed(NameKind::kProject, "proj_z", "Old");
    archived.facts.archived_at = 10;
    provider_.Listed(NameKind::kApiKey, "key_a", "laptop", "proj_a");
    provider_.Listed(NameKind::kApiKey, "key_z", "old key", "proj_z");
    provider_.Listed(NameKind::kServiceAccount, "svc_a", "Nightly", "proj_a");
    provider_.Listed(NameKind::kUser, "user_a", "Ann").facts.email = "ann@example.com";
    provider_.Listed(NameKind::kAdminApiKey, "key_admin", "Main");
  }
  Result<NamesSummary> Pull(EmailUse emails = EmailUse::kHide, const std::string& source = "openai",
                            bool source_given = false) {
    ledger_.clock.Advance(60);
    return PullNames({source, source_given, emails, "nightly"},
                     {*ledger_, provider_, ledger_.clock, [this] { return stop_; }});
  }
  // "project proj_a Search", with "-" for what is not listed, by kind and id.
  std::vector<std::string> Held(std::int64_t source = 1) {
    const auto names = ledger_->Names(source);
    EXPECT_OK(names);
    std::vector<std::string> lines;
    for (const NameRecord& record : *names) {
      lines.push_back(std::string(NameOf(record.kind)) + " " + record.id + " " +
                      (record.current.listed ? "" : "-") +
                      record.current.facts.name.value_or("(none)"));
    }
    return lines;
  }
  static std::vector<std::string> Issues(const NamesSummary& summary) {
    std::vector<std::string> lines;
    for (const RunIssue& issue : summary.run.issues) {
      lines.push_back(issue.code + " " + issue.where + ": " + issue.detail);
    }
    return lines;
  }

  TestLedger ledger_;
  FakeNamesProvider provider_;
  bool stop_ = false;
};

TEST_F(PullNamesTest, EveryListIsStoredAndTheRunRecorded) {
  const auto summary = Pull();
  ASSERT_OK(summary);
  EXPECT_THAT(provider_.asked,
              ElementsAre("project", "api_key of proj_a", "service_account of proj_a",
                          "api_key of proj_z", "user", "admin_api_key"));
  EXPECT_THAT(Held(),
              ElementsAre("project proj_a Search", "project proj_z Old", "api_key key_a laptop",
                          "api_key key_z old key", "user user_a Ann",
                          "service_account svc_a Nightly", "admin_api_key key_admin Main"));
  const auto runs = ledger_->Runs("openai", "names pull", 0);
  ASSERT_OK(runs);
  ASSERT_THAT(*runs, SizeIs(1));
  const RunRecord& run = runs->front();
  EXPECT_EQ(run.outcome, "ok");
  EXPECT_EQ(run.label, "nightly");
  EXPECT_EQ(run.parameters, R"({"emails":false})");
  EXPECT_EQ(run.counters.rows_read, 7);
  EXPECT_EQ(run.counters.rows_written, 7);
  EXPECT_EQ(run.counters.requests, 6);
  EXPECT_EQ(summary->tallies.at(NameKind::kApiKey).Of(NameChange::kNew), 2);
}

TEST_F(PullNamesTest, AnAddressIsStoredOnlyWhereItIsAskedFor) {
  ASSERT_OK(Pull());
  EXPECT_EQ(ledger_->Names(1)->at(4).current.facts.email, std::nullopt);
  const auto asked = Pull(EmailUse::kKeep);
  ASSERT_OK(asked);
  EXPECT_EQ(asked->run.counters.rows_written, 0) << "filled in, not changed";
  EXPECT_EQ(ledger_->Names(1)->at(4).current.facts.email, "ann@example.com");
  ASSERT_OK(Pull());
  EXPECT_EQ(ledger_->Names(1)->at(4).current.facts.email, "ann@example.com");
}

TEST_F(PullNamesTest, ARenamedKeyAndADeletedOneAreCounted) {
  ASSERT_OK(Pull());
  provider_.Listed(NameKind::kApiKey, "key_a", "desktop", "proj_a");
  provider_.lists[{NameKind::kApiKey, "proj_z"}].seen.clear();
  const auto summary = Pull();
  ASSERT_OK(summary);
  EXPECT_EQ(summary->tallies.at(NameKind::kApiKey).Of(NameChange::kRenamed), 1);
  EXPECT_EQ(summary->tallies.at(NameKind::kApiKey).Of(NameChange::kGone), 1);
  EXPECT_EQ(summary->run.counters.rows_written, 2);
  EXPECT_EQ(Held()[2], "api_key key_a desktop");
  EXPECT_EQ(Held()[3], "api_key key_z -old key");
}

TEST_F(PullNamesTest, ARefusedKindIsToldAndTheOthersGoOn) {
  provider_.unread["user"] = NamesAnswer::kRefused;
  provider_.unread["api_key of proj_a"] = NamesAnswer::kRefused;
  const auto summary = Pull();
  ASSERT_OK(summary);
  EXPECT_EQ(summary->run.exit_code, 0);
  EXPECT_THAT(summary->refused, UnorderedElementsAre(NameKind::kApiKey, NameKind::kUser));
  EXPECT_THAT(Issues(*summary), ElementsAre("names_refused api_key of proj_a: because",
                                            "names_refused user: because"));
  EXPECT_THAT(provider_.asked, Not(::testing::Contains("api_key of proj_z")))
      << "refused once is refused for every project";
  EXPECT_THAT(Held(), ElementsAre("project proj_a Search", "project proj_z Old",
                                  "service_account svc_a Nightly", "admin_api_key key_admin Main"));
}

TEST_F(PullNamesTest, AKeyThatMayListNothingFailsTheRun) {
  for (const char* list : {"project", "user", "admin_api_key"}) {
    provider_.unread[list] = NamesAnswer::kRefused;
  }
  const auto summary = Pull();
  ASSERT_OK(summary);
  EXPECT_EQ(summary->run.exit_code, 77);
  EXPECT_EQ(summary->run.message, "the key may list nothing: because; no name was stored");
  EXPECT_THAT(ledger_->Sources(), IsOkAndHolds(IsEmpty()));
}

TEST_F(PullNamesTest, ListsThatCannotBeReadMakeNothingGone) {
  ASSERT_OK(Pull());
  const std::vector<std::string> before = Held();
  provider_.errors.emplace("api_key of proj_a", Error{ErrorCode::kProviderContract, "broken"});
  provider_.unread["api_key of proj_z"] = NamesAnswer::kNotThere;
  provider_.unread["user"] = NamesAnswer::kRefused;
  const auto summary = Pull();
  ASSERT_OK(summary);
  EXPECT_EQ(summary->run.exit_code, 76);
  EXPECT_EQ(summary->run.message,
            "1 list was not read: broken; the lists that were read are stored");
  EXPECT_THAT(Issues(*summary),
              ElementsAre("names_unread api_key of proj_a: broken", "names_refused user: because"))
      << "an archived project may lack its lists";
  EXPECT_EQ(Held(), before);
}

TEST_F(PullNamesTest, OnlyAnArchivedProjectMayLackItsLists) {
  provider_.unread["service_account of proj_a"] = NamesAnswer::kNotThere;
  const auto summary = Pull();
  ASSERT_OK(summary);
  EXPECT_EQ(summary->run.exit_code, 76);
  EXPECT_THAT(Issues(*summary), ElementsAre("names_unread service_account of proj_a: because"));
}

TEST_F(PullNamesTest, AProviderThatDoesNotAnswerIsAskedNoFurther) {
  for (const ErrorCode code : {ErrorCode::kUnavailable, ErrorCode::kTryLater}) {
    provider_.errors.clear();
    provider_.asked.clear();
    provider_.errors.emplace("api_key of proj_a", Error{code, "down"});
    const auto summary = Pull();
    ASSERT_OK(summary);
    EXPECT_EQ(summary->run.exit_code, ExitCodeOf(code));
    EXPECT_EQ(summary->run.outcome, "failed");
    EXPECT_THAT(provider_.asked, ElementsAre("project", "api_key of proj_a"));
    EXPECT_THAT(Held(), ElementsAre("project proj_a Search", "project proj_z Old"));
  }
}

TEST_F(PullNamesTest, ARequestToStopEndsBetweenLists) {
  provider_.before_answer = [this](const NamesQuery& query) {
    stop_ = query.kind == NameKind::kApiKey;
  };
  const auto summary = Pull();
  ASSERT_OK(summary);
  EXPECT_EQ(summary->run.exit_code, 75);
  EXPECT_EQ(summary->run.outcome, "interrupted");
  EXPECT_THAT(Held(), ElementsAre("project proj_a Search", "project proj_z Old"))
      << "what came while it was told to stop may be half of a list";
}

TEST_F(PullNamesTest, AnOwnerWhoIsListedNowhereIsKnownByName) {
  NamesRead& keys = provider_.lists[{NameKind::kApiKey, "proj_a"}];
  keys.users.push_back({"user_gone", {}, std::nullopt});
  keys.users.back().facts.name = "Gone";
  keys.users.push_back({"user_a", {}, std::nullopt});
  keys.users.back().facts.name = "Ann as owner";
  const auto summary = Pull();
  ASSERT_OK(summary);
  EXPECT_EQ(Held()[4], "user user_a Ann");
  EXPECT_EQ(Held()[5], "user user_gone -Gone");
  EXPECT_EQ(summary->tallies.at(NameKind::kUser).seen, 2);
  const auto again = Pull();
  ASSERT_OK(again);
  EXPECT_EQ(again->run.counters.rows_written, 0);
}

TEST_F(PullNamesTest, AnotherOrganisationIsRefusedUnlessTheSourceIsNamed) {
  SeriesTable series;
  ASSERT_OK(ledger_->CommitWindow(ledger_.Stream(), WindowOf(series, "2026-03-05", R"(
      project_id   model | input_tokens
      proj_theirs  gpt-a | 10)"),
                                  series, 1));
  const auto refused = Pull();
  ASSERT_OK(refused);
  EXPECT_EQ(refused->run.exit_code, 64);
  EXPECT_THAT(refused->run.message,
              AllOf(HasSubstr("this key lists project proj_a"), HasSubstr("another organisation"),
                    HasSubstr("no name was stored")));
  EXPECT_THAT(Held(), IsEmpty());
  const auto confirmed = Pull(EmailUse::kHide, "openai", true);
  ASSERT_OK(confirmed);
  EXPECT_EQ(confirmed->run.exit_code, 0);
}

TEST_F(PullNamesTest, AProjectOfAnotherSourceIsRefused) {
  SeriesTable series;
  ASSERT_OK(ledger_->CommitWindow(ledger_.Stream("acme"), WindowOf(series, "2026-03-05", R"(
      project_id  model | input_tokens
      proj_a      gpt-a | 10)"),
                                  series, 1));
  const auto refused = Pull(EmailUse::kHide, "openai", true);
  ASSERT_OK(refused);
  EXPECT_EQ(refused->run.exit_code, 64);
  EXPECT_THAT(refused->run.message, HasSubstr("project proj_a belongs to source acme"));
}

TEST_F(PullNamesTest, ALedgerThatFailsAnywhereIsMendedByTheNextPull) {
  ASSERT_OK(Pull());
  const std::vector<std::string> whole = Held();
  for (const auto mode : {FailingLedger::Mode::kBefore, FailingLedger::Mode::kAfter}) {
    int call = 1;
    for (bool failed = true; failed; ++call) {
      TestLedger ledger;
      FailingLedger failing(*ledger);
      failing.FailCall(call, mode, false);
      const auto summary = PullNames({"openai", false, EmailUse::kHide, ""},
                                     {failing, provider_, ledger.clock, [] { return false; }});
      failed = failing.failed();
      EXPECT_EQ(failed, !summary || summary->run.exit_code != 0) << "call " << call;
      ASSERT_OK(PullNames({"openai", false, EmailUse::kHide, ""},
                          {*ledger, provider_, ledger.clock, [] { return false; }}));
      const auto names = ledger->Names(1);
      ASSERT_OK(names);
      EXPECT_THAT(*names, SizeIs(whole.size())) << "call " << call;
    }
    EXPECT_GT(call, 10);
  }
}

}  // namespace
}  // namespace cognitrack
