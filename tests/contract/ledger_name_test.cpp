// Names: what a listing changes, the history that it leaves, and forgetting addresses.
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LedgerNameTest : public LedgerStoreContract {
 protected:
  static SeenName Seen(const std::string& id, std::optional<std::string> name) {
    SeenName seen;
    seen.id = id;
    seen.facts.name = std::move(name);
    return seen;
  }
  static NameListing Listing(NameKind kind, UtcSeconds at, std::vector<SeenName> seen,
                             const std::string& project_id = "") {
    NameListing listing;
    listing.kind = kind;
    listing.project_id = project_id;
    listing.read_at = at;
    listing.seen = std::move(seen);
    for (SeenName& name : listing.seen) name.facts.project_id = project_id;
    return listing;
  }
  NameTally Store(const NameListing& listing) {
    const auto tally = store_->StoreNames(source_, listing);
    EXPECT_OK(tally);
    return tally ? *tally : NameTally();
  }
  std::vector<NameRecord> Names() {
    const auto names = store_->Names(source_);
    EXPECT_OK(names);
    return names ? *names : std::vector<NameRecord>();
  }
  // "project proj_a First[100,200) Second[200,0)", with "-" in front of what is not listed.
  static std::string Line(const NameRecord& record) {
    std::string line = std::string(NameOf(record.kind)) + " " + record.id;
    const auto add = [&](const NameVersion& version) {
      line += std::string(" ") + (version.listed ? "" : "-") +
              version.facts.name.value_or("(none)") + "[" + std::to_string(version.since) + "," +
              std::to_string(version.until) + ")";
    };
    for (const NameVersion& version : record.history) add(version);
    add(record.current);
    return line;
  }
  std::vector<std::string> Lines() {
    std::vector<std::string> lines;
    for (const NameRecord& record : Names()) lines.push_back(Line(record));
    return lines;
  }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerNameTest);

TEST_P(LedgerNameTest, EveryFactComesBack) {
  NameListing listing = Listing(NameKind::kApiKey, 100, {Seen("key_a", "laptop")}, "proj_a");
  listing.seen[0].facts = {"laptop", "proj_a", "user", "user_a", "sk-...a",
                           "active", 7,        8,      "a@x.io"};
  listing.seen[0].last_used_at = 9;
  listing.emails = EmailUse::kKeep;
  EXPECT_EQ(Store(listing).Of(NameChange::kNew), 1);
  Reopen();
  NameRecord expected;
  expected.kind = NameKind::kApiKey;
  expected.id = "key_a";
  expected.first_seen_at = 100;
  expected.seen_at = 100;
  expected.last_used_at = 9;
  expected.current = {listing.seen[0].facts, true, 100, 0};
  EXPECT_THAT(Names(), ElementsAre(expected));
}

TEST_P(LedgerNameTest, ANameThatIsAbsentIsNotAnEmptyOne) {
  Store(Listing(NameKind::kProject, 100, {Seen("a", std::nullopt), Seen("b", "")}));
  EXPECT_THAT(Lines(), ElementsAre("project a (none)[100,0)", "project b [100,0)"));
}

TEST_P(LedgerNameTest, ARenamedIdKeepsWhatItWasCalled) {
  Store(Listing(NameKind::kProject, 100, {Seen("proj_a", "First")}));
  EXPECT_EQ(Store(Listing(NameKind::kProject, 200, {Seen("proj_a", "Second")})).changed(), 1);
  const NameTally same = Store(Listing(NameKind::kProject, 250, {Seen("proj_a", "Second")}));
  EXPECT_EQ(same.changed(), 0);
  EXPECT_EQ(same.seen, 1);
  Store(Listing(NameKind::kProject, 300, {Seen("proj_a", "First")}));
  Reopen();
  EXPECT_THAT(Lines(), ElementsAre("project proj_a First[100,200) Second[200,300) First[300,0)"));
  EXPECT_EQ(Names()[0].first_seen_at, 100);
  EXPECT_EQ(Names()[0].seen_at, 300);
}

TEST_P(LedgerNameTest, ADeletedIdStaysAndMayReappear) {
  Store(Listing(NameKind::kProject, 100, {Seen("a", "A"), Seen("b", "B")}));
  const NameTally tally = Store(Listing(NameKind::kProject, 200, {Seen("b", "B")}));
  EXPECT_EQ(tally.seen, 1);
  EXPECT_EQ(tally.Of(NameChange::kGone), 1);
  EXPECT_THAT(Lines(), ElementsAre("project a A[100,200) -A[200,0)", "project b B[100,0)"));
  EXPECT_EQ(Store(Listing(NameKind::kProject, 300, {Seen("a", "A"), Seen("b", "B")}))
                .Of(NameChange::kReappeared),
            1);
  EXPECT_THAT(Lines(),
              ElementsAre("project a A[100,200) -A[200,300) A[300,0)", "project b B[100,0)"));
}

TEST_P(LedgerNameTest, AProjectsListSaysNothingOfAnothersKeys) {
  Store(Listing(NameKind::kApiKey, 100, {Seen("key_a", "A")}, "proj_a"));
  Store(Listing(NameKind::kApiKey, 100, {Seen("key_b", "B")}, "proj_b"));
  Store(Listing(NameKind::kServiceAccount, 100, {Seen("svc_a", "S")}, "proj_a"));
  EXPECT_EQ(Store(Listing(NameKind::kApiKey, 200, {}, "proj_b")).Of(NameChange::kGone), 1);
  EXPECT_THAT(Lines(), ElementsAre("api_key key_a A[100,0)", "api_key key_b B[100,200) -B[200,0)",
                                   "service_account svc_a S[100,0)"));
}

TEST_P(LedgerNameTest, AKeyThatMovedWithinOnePullWasNeverGone) {
  Store(Listing(NameKind::kApiKey, 100, {Seen("key_a", "A")}, "proj_a"));
  Store(Listing(NameKind::kApiKey, 200, {}, "proj_a"));
  Store(Listing(NameKind::kApiKey, 200, {Seen("key_a", "A")}, "proj_b"));
  EXPECT_THAT(Lines(), ElementsAre("api_key key_a A[100,200) A[200,0)"));
  EXPECT_EQ(Names()[0].current.facts.project_id, "proj_b");
  EXPECT_EQ(Names()[0].history[0].facts.project_id, "proj_a");
}

TEST_P(LedgerNameTest, SourcesDoNotShareNames) {
  Store(Listing(NameKind::kUser, 100, {Seen("user_a", "Ann")}));
  const auto other = store_->EnsureSource("other", "openai");
  ASSERT_OK(other);
  EXPECT_OK(store_->StoreNames(other->id, Listing(NameKind::kUser, 200, {Seen("user_a", "Eve")})));
  EXPECT_THAT(Lines(), ElementsAre("user user_a Ann[100,0)"));
  const auto names = store_->Names(other->id);
  ASSERT_OK(names);
  EXPECT_THAT(*names, SizeIs(1));
}

TEST_P(LedgerNameTest, ForgettingAddressesLeavesNoneAnywhere) {
  NameListing users = Listing(NameKind::kUser, 100, {Seen("user_a", "Ann"), Seen("user_b", "Bob")});
  users.emails = EmailUse::kKeep;
  users.seen[0].facts.email = "ann@first.example";
  Store(users);
  users.read_at = 200;
  users.seen[0].facts.email = "ann@second.example";
  Store(users);
  NameListing keys =
      Listing(NameKind::kApiKey, 100, {Seen("key_a", "laptop of ann@first.example")}, "proj_a");
  keys.emails = EmailUse::kKeep;
  Store(keys);
  EXPECT_THAT(store_->ForgetEmails(source_), IsOkAndHolds(3));
  Reopen();
  EXPECT_THAT(Lines(),
              ElementsAre("api_key key_a laptop of (e-mail)[100,0)",
                          "user user_a Ann[100,200) Ann[200,0)", "user user_b Bob[100,0)"));
  for (const NameRecord& record : Names()) {
    EXPECT_EQ(record.current.facts.email, std::nullopt);
    for (const NameVersion& version : record.history) EXPECT_EQ(version.facts.email, std::nullopt);
  }
  EXPECT_THAT(store_->ForgetEmails(source_), IsOkAndHolds(0));
}

TEST_P(LedgerNameTest, APullWithoutAddressesAfterwardsChangesNothing) {
  NameListing keys = Listing(NameKind::kApiKey, 100, {Seen("key_a", "of ann@x.example")}, "proj_a");
  keys.emails = EmailUse::kKeep;
  Store(keys);
  EXPECT_THAT(store_->ForgetEmails(source_), IsOkAndHolds(1));
  EXPECT_EQ(
      Store(Listing(NameKind::kApiKey, 200, {Seen("key_a", "of (e-mail)")}, "proj_a")).changed(),
      0);
}

TEST_P(LedgerNameTest, NothingIsHeldOfAFreshSource) { EXPECT_THAT(Names(), IsEmpty()); }

}  // namespace
}  // namespace cognitrack
