// What a service keeps beside the ledger: written while another store fills the ledger, of one team
// alone, and each change with its entry in the audit log.
#include "accounts/access_code.h"
#include "store/service_store.h"
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LedgerServiceTest : public LedgerStoreContract {
 protected:
  std::unique_ptr<ServiceStore> Service(TeamId team = {}) {
    auto opened = database_->OpenService(clock_, team);
    EXPECT_OK(opened);
    return std::move(*opened);
  }
  static AuditEntry Entry(const std::string& action) {
    AuditEntry entry;
    entry.actor = "ann";
    entry.action = action;
    entry.outcome = "done";
    return entry;
  }
  // The first owner, by the link that is made for it.
  Account Owner(ServiceStore& service, const std::string& name = "ann") {
    const AccountLink link{Sha256(name), std::nullopt, kTestNow + kLinkLength};
    EXPECT_OK(service.accounts().AddLink(link, false, Entry("setup.link")));
    const auto owner = service.accounts().UseLink(link.hash, name, "$hash", Entry("setup"));
    EXPECT_OK(owner);
    EXPECT_TRUE(owner->has_value());
    return owner->value_or(Account{});
  }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerServiceTest);

// The store of the fixture holds the ledger's writer lock all the time.
TEST_P(LedgerServiceTest, BothAreWrittenAtOneTime) {
  const auto service = Service();
  for (int round = 1; round <= 3; ++round) {
    ASSERT_OK(
        Commit(Window("2026-03-05", "model | input_tokens\ngpt-a | " + std::to_string(round))));
    ASSERT_OK(service->audit().Record(Entry("round " + std::to_string(round))));
  }
  EXPECT_THAT(Lines("2026-03-05"), SizeIs(1));
  EXPECT_THAT(service->audit().List(0, 10), IsOkAndHolds(SizeIs(3)));
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerServiceTest, TheSetupLinkMakesOneOwnerOnce) {
  const auto service = Service();
  AccountRecords& accounts = service->accounts();
  EXPECT_THAT(accounts.IsThereAny(), IsOkAndHolds(false));
  const AccountLink first{Sha256("one"), std::nullopt, kTestNow + kLinkLength};
  const AccountLink second{Sha256("two"), std::nullopt, kTestNow + kLinkLength};
  ASSERT_OK(accounts.AddLink(first, false, Entry("setup.link")));
  ASSERT_OK(accounts.AddLink(second, false, Entry("setup.link")));
  const auto use = [&](const AccountLink& link) {
    const auto used = accounts.UseLink(link.hash, "ann", "$hash", Entry("setup"));
    EXPECT_OK(used);
    return used && used->has_value();
  };
  EXPECT_FALSE(use(first)) << "the newer link is the one that holds";
  clock_.SetNow(kTestNow + kLinkLength);
  EXPECT_FALSE(use(second)) << "fifteen minutes are over";
  clock_.SetNow(kTestNow + kLinkLength - 1);
  EXPECT_TRUE(use(second));
  EXPECT_FALSE(use(second)) << "it was used";
  EXPECT_THAT(accounts.IsThereAny(), IsOkAndHolds(true));
  const auto all = accounts.All();
  ASSERT_OK(all);
  ASSERT_EQ(all->size(), 1U);
  EXPECT_EQ(all->front().role, Role::kOwner);
  EXPECT_THAT(accounts.AddLink(first, false, Entry("setup.link")),
              HasError(ErrorCode::kUsage, HasSubstr("an account already")));
}

TEST_P(LedgerServiceTest, TheLastOwnerStays) {
  const auto service = Service();
  AccountRecords& accounts = service->accounts();
  const Account ann = Owner(*service);
  const auto refused = HasError(ErrorCode::kUsage, HasSubstr("the last owner"));
  EXPECT_THAT(accounts.SetRole(ann.id, Role::kAdmin, Entry("x")), refused);
  EXPECT_THAT(accounts.SetDisabled(ann.id, true, Entry("x")), refused);
  EXPECT_THAT(accounts.Remove(ann.id, Entry("x")), refused);
  EXPECT_THAT(accounts.Find("ann"),
              IsOkAndHolds(testing::Optional(Field(&Account::role, Role::kOwner))));
  const AccountLink link{Sha256("bob"), std::nullopt, kTestNow + 100};
  const auto bob = accounts.Add("bob", Role::kOwner, link, Entry("x"));
  ASSERT_OK(bob);
  EXPECT_THAT(accounts.Remove(ann.id, Entry("x")), refused) << "bob cannot come in yet";
  ASSERT_OK(accounts.UseLink(link.hash, "", "$hash", Entry("x")));
  EXPECT_OK(accounts.Remove(ann.id, Entry("x")));
  EXPECT_THAT(accounts.Find("ann"), IsOkAndHolds(testing::Eq(std::nullopt)));
  EXPECT_THAT(accounts.Add("bob", Role::kViewer, link, Entry("x")),
              HasError(ErrorCode::kUsage, HasSubstr("taken")));
}

TEST_P(LedgerServiceTest, SessionsEndWithWhatTheyStoodOn) {
  const auto service = Service();
  AccountRecords& accounts = service->accounts();
  Owner(*service);
  const AccountLink link{Sha256("bob"), std::nullopt, kTestNow + 100};
  const auto bob = accounts.Add("bob", Role::kViewer, link, Entry("x"));
  ASSERT_OK(bob);
  const auto enter = [&](const std::string& code) {
    const auto session = accounts.AddSession(
        {0, Sha256(code), bob->id, clock_.Now(), clock_.Now(), "10.0.0.1"}, Entry("login"));
    EXPECT_OK(session);
    return session->id;
  };
  const auto is_there = [&](const std::string& code) {
    const auto session = accounts.SessionWith(Sha256(code));
    EXPECT_OK(session);
    return session && session->has_value();
  };
  const std::int64_t kept = enter("kept");
  enter("other");
  ASSERT_OK(accounts.SetPassword(bob->id, "$new", kept, Entry("x")));
  EXPECT_TRUE(is_there("kept"));
  EXPECT_FALSE(is_there("other"));
  ASSERT_OK(accounts.SetRole(bob->id, Role::kAdmin, Entry("x")));
  EXPECT_FALSE(is_there("kept"));
  enter("a");
  ASSERT_OK(accounts.SetDisabled(bob->id, true, Entry("x")));
  EXPECT_FALSE(is_there("a"));
  const std::int64_t b = enter("b");
  EXPECT_THAT(accounts.EndSession(1, b, Entry("x")),
              HasError(ErrorCode::kUsage, HasSubstr("no such")));
  EXPECT_TRUE(is_there("b")) << "another account's";
  ASSERT_OK(accounts.EndSession(bob->id, b, Entry("x")));
  EXPECT_FALSE(is_there("b"));
  enter("old");
  clock_.SetNow(kTestNow + kSessionIdle);
  enter("new");
  EXPECT_FALSE(is_there("old")) << "dead ones go with the next login";
  EXPECT_THAT(accounts.Find("bob"),
              IsOkAndHolds(testing::Optional(Field(&Account::last_login_address, "10.0.0.1"))));
}

TEST_P(LedgerServiceTest, TokensComeBackAsTheyWereMade) {
  const auto service = Service();
  AccountRecords& accounts = service->accounts();
  const Account ann = Owner(*service);
  ApiToken token{0,        Sha256("ct_x"), ann.id, "nightly ü", Role::kOperator, {"openai", "b"},
                 kTestNow, kTestNow + 5,   0};
  const auto added = accounts.AddToken(token, Entry("token.create"));
  ASSERT_OK(added);
  ASSERT_OK(accounts.TouchToken(added->id));
  const auto found = accounts.TokenWith(Sha256("ct_x"));
  ASSERT_OK(found);
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->name, "nightly ü");
  EXPECT_EQ((*found)->role, Role::kOperator);
  EXPECT_THAT((*found)->sources, ElementsAre("openai", "b"));
  EXPECT_EQ((*found)->expires_at, kTestNow + 5);
  EXPECT_EQ((*found)->used_at, kTestNow);
  EXPECT_THAT(accounts.Tokens(ann.id + 1), IsOkAndHolds(IsEmpty()));
  ASSERT_OK(accounts.RemoveToken(added->id, Entry("token.revoke")));
  EXPECT_THAT(accounts.TokenWith(Sha256("ct_x")), IsOkAndHolds(testing::Eq(std::nullopt)));
  EXPECT_FALSE(accounts.RemoveToken(added->id, Entry("x")).has_value());
}

TEST_P(LedgerServiceTest, TheAuditLogKnowsAnEditAGapAndACut) {
  const auto service = Service();
  for (const char* action : {"one", "two", "three", "four"}) {
    ASSERT_OK(service->audit().Record(Entry(action)));
  }
  const auto verify = [&] {
    const auto verdict = service->audit().Verify(0, {});
    EXPECT_OK(verdict);
    return verdict ? verdict->faults : std::vector<std::string>();
  };
  EXPECT_THAT(verify(), IsEmpty());
  const auto noted = service->audit().Verify(0, {});
  const auto spoil = [&](const std::string& sql, const std::string& mend,
                         const std::string& fault) {
    database_->Execute(sql);
    EXPECT_THAT(verify(), testing::Contains(HasSubstr(fault))) << sql;
    database_->Execute(mend);
    EXPECT_THAT(verify(), IsEmpty()) << mend;
  };
  for (const std::string column : {"actor", "address", "action", "target", "detail", "outcome"}) {
    spoil("UPDATE audit_entries SET " + column + " = " + column + " || 'x' WHERE id = 2",
          "UPDATE audit_entries SET " + column + " = substr(" + column + ", 1, length(" + column +
              ") - 1) WHERE id = 2",
          "entry 2 was edited");
  }
  spoil("UPDATE audit_entries SET at = at + 1 WHERE id = 2",
        "UPDATE audit_entries SET at = at - 1 WHERE id = 2", "entry 2 was edited");
  spoil("UPDATE audit_entries SET previous = NULL WHERE id = 2",
        "UPDATE audit_entries SET previous = (SELECT hash FROM audit_entries WHERE id = 1) WHERE "
        "id = 2",
        "entry 2 does not follow");
  spoil("UPDATE audit_entries SET id = 9 WHERE id = 4",
        "UPDATE audit_entries SET id = 4 WHERE id = 9", "entries 4 to 8 are missing");
  EXPECT_THAT(service->audit().Verify(noted->head_id, noted->head),
              IsOkAndHolds(Field(&AuditVerdict::faults, IsEmpty())));
  EXPECT_THAT(
      service->audit().Verify(noted->head_id, Sha256("another")),
      IsOkAndHolds(Field(&AuditVerdict::faults, ElementsAre(HasSubstr("entry 4 is not the one")))));
  database_->Execute("DELETE FROM audit_entries WHERE id = 4");
  EXPECT_THAT(verify(), ElementsAre(HasSubstr("ends with entry 3, but 4 was the newest")));
  EXPECT_THAT(service->audit().Record(Entry("five")),
              HasError(ErrorCode::kDisk, HasSubstr("nothing was changed")));
}

TEST_P(LedgerServiceTest, WhatCannotBeRecordedIsNotDone) {
  const auto service = Service();
  const Account ann = Owner(*service);
  database_->Execute("DELETE FROM audit_entries WHERE id = 2");
  EXPECT_THAT(service->accounts().Add("bob", Role::kViewer, {Sha256("b"), {}, kTestNow + 9},
                                      Entry("account.create")),
              HasError(ErrorCode::kDisk, HasSubstr("audit log")));
  EXPECT_THAT(service->accounts().All(), IsOkAndHolds(SizeIs(1)));
  EXPECT_FALSE(service->accounts().SetPassword(ann.id, "$x", {}, Entry("x")).has_value());
  EXPECT_THAT(service->accounts().Find("ann"),
              IsOkAndHolds(testing::Optional(Field(&Account::password_hash, "$hash"))));
}

TEST_P(LedgerServiceTest, TeamsNeverSeeEachOther) {
  ASSERT_OK(Commit(Window("2026-03-05", "model | input_tokens\ngpt-a | 7")));
  RunRecord run;
  run.verb = "import";
  run.source = "openai";
  run.outcome = "ok";
  run.finished_at = kTestNow;
  const auto first_run = store_->StartRun(run);
  ASSERT_OK(first_run);
  ASSERT_OK(store_->SaveParity({*first_run, "exact", "{}", "", 0, ""}));
  const auto service = Service();
  Owner(*service);
  const auto team = service->AddTeam("second");
  ASSERT_OK(team);
  EXPECT_EQ(team->value, 2);
  EXPECT_FALSE(service->AddTeam("second").has_value());

  store_.reset();
  auto opened = database_->OpenFor(clock_, *team);
  ASSERT_OK(opened);
  const std::unique_ptr<LedgerStore> second = std::move(*opened);
  EXPECT_THAT(second->Sources(), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(second->Streams(source_), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(second->HeldStreams(source_), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(second->Runs("", "", 0), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(second->ParityRecords(0), IsOkAndHolds(IsEmpty()));
  EXPECT_FALSE(second->SignParity(*first_run, "eve", kTestNow, "").has_value());
  const auto absent = [](const auto& result) {
    return !result.has_value() && result.error().code == ErrorCode::kInvariant;
  };
  EXPECT_TRUE(absent(second->EnsureStream(source_, StreamKey{})));
  EXPECT_TRUE(absent(second->Windows(stream_, Start("2026-03-05"), Start("2026-03-06"))));
  EXPECT_TRUE(absent(second->WindowHistory(stream_, Start("2026-03-05"))));
  EXPECT_TRUE(absent(second->Names(source_)));
  EXPECT_TRUE(absent(second->ForgetEmails(source_)));
  EXPECT_TRUE(absent(second->WeighWindows(stream_, 0, kTestNow)));
  EXPECT_TRUE(absent(second->PruneWindows({{stream_, Start("2026-03-05"), 1}})));
  EXPECT_TRUE(absent(second->RecordAttempt(stream_, 0, 1, {})));
  EXPECT_TRUE(absent(second->ConfirmWindow(stream_, Start("2026-03-05"), kTestNow, 1)));
  EXPECT_TRUE(absent(second->ResetWindows(stream_, *ParseDay("2026-03-01"), {})));
  StreamRecord stolen;
  stolen.id = stream_;
  EXPECT_TRUE(absent(second->UpdateStream(stolen)));
  SeriesTable series;
  EXPECT_TRUE(absent(
      second->ReadRows(stream_, 0, kTestNow, {}, &series, [](const LedgerRow&) { return true; })));
  UsageQuery query;
  query.stream = stream_;
  EXPECT_TRUE(absent(second->Aggregate(query)));
  EXPECT_TRUE(absent(second->CommitWindow(
      stream_, WindowOf(series, "2026-03-06", "model | input_tokens\ngpt-a | 1"), series, 1)));
  EXPECT_THAT(second->EnsureSource("openai", "openai"),
              HasError(ErrorCode::kConfig, HasSubstr("choose another one with --source")));
  const auto own = second->EnsureSource("openai-2", "openai");
  ASSERT_OK(own);
  EXPECT_EQ(own->team, "second");
  EXPECT_THAT(second->Sources(), IsOkAndHolds(SizeIs(1)));
  ASSERT_OK(second->StartRun(run));
  EXPECT_THAT(second->Runs("", "", 0), IsOkAndHolds(SizeIs(1)));

  const auto other_service = Service(*team);
  EXPECT_THAT(other_service->accounts().All(), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(other_service->accounts().Find("ann"), IsOkAndHolds(testing::Eq(std::nullopt)));
  EXPECT_FALSE(other_service->accounts().Remove(1, Entry("x")).has_value());
  EXPECT_THAT(other_service->audit().List(0, 10), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace cognitrack
