// Keys of providers: sealed, one active a source, spares that take over, ids that are never given
// twice. Written beside a ledger that another session holds.
#include "tests/contract/ledger_backend.h"
#include "vault/sealed_secret.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LedgerKeyTest : public LedgerStoreContract {
 protected:
  void SetUp() override {
    LedgerStoreContract::SetUp();
    auto opened = database_->OpenService(clock_);
    ASSERT_OK(opened);
    service_ = std::move(*opened);
  }
  KeyRecords Keys() { return service_->keys(); }

  SealRecord Sealing(std::string secret) {
    return [this, secret](KeyRecord* record) -> Status {
      record->sealed = Seal(Secret(secret), PlaceOf(*record), keks_.first());
      record->kek_id = keks_.first().id();
      return {};
    };
  }
  static SealedPlace PlaceOf(const KeyRecord& record) {
    return {record.source, record.id, record.version};
  }
  KeyRecord Add(const std::string& source, const std::string& secret, bool as_spare = false) {
    KeyRecord record;
    record.source = source;
    record.provider = "openai";
    record.label = "of \"Ann\"";
    record.last_four = "wxyz";
    record.organisation = "org-1";
    record.project_ids = {"proj_a", "proj_b"};
    record.added_by = "ann";
    const auto added = Keys().Add(record, as_spare, Sealing(secret));
    EXPECT_OK(added);
    return added ? *added : KeyRecord();
  }
  std::string Opened(std::int64_t id) {
    const auto record = Keys().Find(id);
    EXPECT_OK(record);
    const auto secret = OpenSealed(record->sealed, PlaceOf(*record), keks_);
    EXPECT_OK(secret);
    return secret ? secret->Reveal() : "";
  }
  std::vector<std::string> States() {
    std::vector<std::string> states;
    const auto records = Keys().All();
    EXPECT_OK(records);
    for (const KeyRecord& record : *records) {
      states.push_back(record.source + " " + std::to_string(record.id) + " " +
                       std::string(NameOf(record.state)));
    }
    return states;
  }

  std::unique_ptr<ServiceStore> service_;
  KeyEncryptionKeys keks_{KeyEncryptionKey::Random()};
};
INSTANTIATE_LEDGER_CONTRACT(LedgerKeyTest);

TEST_P(LedgerKeyTest, AKeyComesBackAsItWasStored) {
  EXPECT_THAT(Keys().All(), IsOkAndHolds(IsEmpty()));
  const KeyRecord added = Add("openai", "secret one");
  const auto held = Keys().Find(1);
  ASSERT_OK(held);
  EXPECT_EQ(held->id, 1);
  EXPECT_EQ(held->source, "openai");
  EXPECT_EQ(held->label, "of \"Ann\"");
  EXPECT_EQ(held->state, KeyState::kActive);
  EXPECT_EQ(held->sealed, added.sealed);
  EXPECT_EQ(held->version, 1);
  EXPECT_EQ(held->kek_id, keks_.first().id());
  EXPECT_EQ(held->last_four, "wxyz");
  EXPECT_EQ(held->organisation, "org-1");
  EXPECT_THAT(held->project_ids, ElementsAre("proj_a", "proj_b"));
  EXPECT_EQ(held->added_at, kTestNow);
  EXPECT_EQ(held->added_by, "ann");
  EXPECT_EQ(held->used_at, 0);
  EXPECT_EQ(Opened(1), "secret one");
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerKeyTest, OneIsActiveAndTheOldestSpareTakesOver) {
  Add("openai", "a");
  Add("openai", "b");
  Add("other", "c");
  Add("third", "d", true);
  Add("openai", "e");
  EXPECT_THAT(States(), ElementsAre("openai 1 active", "openai 2 spare", "other 3 active",
                                    "third 4 spare", "openai 5 spare"));
  const KeyRecord first = *Keys().Find(1);
  const auto next = Keys().TakeOut(first, KeyState::kAuthFailed, "HTTP 401");
  ASSERT_OK(next);
  ASSERT_TRUE(next->has_value());
  EXPECT_EQ((*next)->id, 2);
  EXPECT_EQ((*next)->state_reason, "took over from key 1");
  EXPECT_THAT(States(), ElementsAre("openai 1 auth_failed", "openai 2 active", "other 3 active",
                                    "third 4 spare", "openai 5 spare"));
  EXPECT_EQ(Keys().Find(1)->state_reason, "HTTP 401");
  // What failed a second time changes nothing any more.
  const auto again = Keys().TakeOut(first, KeyState::kAuthFailed, "again");
  ASSERT_OK(again);
  EXPECT_FALSE(again->has_value());
  EXPECT_EQ(Keys().Active("openai")->value().id, 2);
  EXPECT_FALSE(Keys().Active("third")->has_value());
}

TEST_P(LedgerKeyTest, AnotherSecretKeepsTheIdAndOldKnowledgeDoesNotTakeItOut) {
  Add("openai", "a");
  const KeyRecord before = *Keys().Find(1);
  const auto exchanged = Keys().Exchange(before, Sealing("b"));
  ASSERT_OK(exchanged);
  EXPECT_EQ(exchanged->id, 1);
  EXPECT_EQ(exchanged->version, 2);
  EXPECT_EQ(Opened(1), "b");
  EXPECT_FALSE(OpenSealed(before.sealed, PlaceOf(*exchanged), keks_));
  EXPECT_THAT(Keys().Exchange(before, Sealing("c")),
              HasError(ErrorCode::kTryLater, HasSubstr("exchanged meanwhile")));
  ASSERT_OK(Keys().TakeOut(before, KeyState::kAuthFailed, "of the old secret"));
  EXPECT_THAT(States(), ElementsAre("openai 1 active"));
}

TEST_P(LedgerKeyTest, WhatWasRemovedLeavesItsIdAndNothingElse) {
  Add("openai", "a");
  ASSERT_OK(Keys().TakeOut(*Keys().Find(1), KeyState::kRevoked, "removed"));
  EXPECT_EQ(Keys().Find(1)->sealed, "");
  EXPECT_EQ(Keys().Find(1)->kek_id, "");
  EXPECT_EQ(Add("openai", "b").id, 2);
  EXPECT_THAT(States(), ElementsAre("openai 1 revoked", "openai 2 active"));
  EXPECT_THAT(Keys().BringBack(1), HasError(ErrorCode::kUsage, HasSubstr("was removed")));
  EXPECT_THAT(Keys().Exchange(*Keys().Find(1), Sealing("c")),
              HasError(ErrorCode::kUsage, HasSubstr("was removed")));
  EXPECT_THAT(Keys().Find(9), HasError(ErrorCode::kUsage, HasSubstr("there is no key 9")));
}

TEST_P(LedgerKeyTest, DisabledKeysComeBackAsTheyAreNeeded) {
  Add("openai", "a");
  Add("openai", "b");
  ASSERT_OK(Keys().TakeOut(*Keys().Find(1), KeyState::kDisabled, "by ann"));
  EXPECT_THAT(States(), ElementsAre("openai 1 disabled", "openai 2 active"));
  ASSERT_OK(Keys().BringBack(1));
  EXPECT_THAT(States(), ElementsAre("openai 1 spare", "openai 2 active"));
  EXPECT_THAT(Keys().BringBack(1), HasError(ErrorCode::kUsage, HasSubstr("spare already")));
}

TEST_P(LedgerKeyTest, ResealingChangesTheBytesAloneAndNeverAnotherSecret) {
  Add("openai", "a");
  const KeyRecord before = *Keys().Find(1);
  const KeyEncryptionKey newest = KeyEncryptionKey::Random();
  keks_ = keks_.Behind(newest);
  const SealRecord rewrap = [this](KeyRecord* record) -> Status {
    TRY(record->sealed, Rewrap(record->sealed, PlaceOf(*record), keks_));
    record->kek_id = KekIdOf(record->sealed);
    return {};
  };
  ASSERT_OK(Keys().Reseal(before, rewrap));
  EXPECT_EQ(Keys().Find(1)->kek_id, newest.id());
  EXPECT_EQ(Opened(1), "a");
  ASSERT_OK(Keys().Exchange(*Keys().Find(1), Sealing("b")));
  ASSERT_OK(Keys().Reseal(before, rewrap));
  EXPECT_EQ(Opened(1), "b");
}

TEST_P(LedgerKeyTest, WhatIsInUseIsNotTakenAway) {
  Add("openai", "a");
  Add("other", "b");
  bool changed = false;
  const auto change = [&changed]() -> Status {
    changed = true;
    return {};
  };
  const auto is_in_use = [](const KeyRecord& record) { return record.id != 7; };
  EXPECT_THAT(Keys().WhenUnused(is_in_use, change),
              HasError(ErrorCode::kTryLater, HasSubstr("key 1, 2")));
  EXPECT_FALSE(changed);
  ASSERT_OK(Keys().WhenUnused([](const KeyRecord&) { return false; }, change));
  EXPECT_TRUE(changed);
}

TEST_P(LedgerKeyTest, ASealThatFailsLeavesNothing) {
  const SealRecord fails = [](KeyRecord*) -> Status {
    return Error{ErrorCode::kConfig, "no key-encryption key"};
  };
  KeyRecord record;
  record.source = "openai";
  EXPECT_THAT(Keys().Add(record, false, fails),
              HasError(ErrorCode::kConfig, HasSubstr("no key-encryption key")));
  EXPECT_THAT(Keys().All(), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerKeyTest, UseAndChecksAreNoted) {
  Add("openai", "a");
  clock_.Advance(10);
  ASSERT_OK(Keys().NoteUse(1));
  KeyRecord seen = *Keys().Find(1);
  seen.organisation = "org-2";
  seen.project_ids = {};
  ASSERT_OK(Keys().NoteCheck(seen));
  const auto held = Keys().Find(1);
  EXPECT_EQ(held->used_at, kTestNow + 10);
  EXPECT_EQ(held->checked_at, kTestNow + 10);
  EXPECT_EQ(held->organisation, "org-2");
  EXPECT_THAT(held->project_ids, IsEmpty());
}

}  // namespace
}  // namespace cognitrack
