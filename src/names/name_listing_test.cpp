#include "names/name_listing.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

constexpr UtcSeconds kThen = 1'000;
constexpr UtcSeconds kNow = 2'000;

NameRecord Held() {
  NameRecord held;
  held.kind = NameKind::kProject;
  held.id = "proj_a";
  held.first_seen_at = kThen;
  held.seen_at = kThen;
  held.current.facts.name = "Search";
  held.current.facts.status = "active";
  held.current.facts.created_at = 10;
  held.current.since = kThen;
  return held;
}

NameListing Listing(EmailUse emails = EmailUse::kHide) {
  NameListing listing;
  listing.kind = NameKind::kProject;
  listing.read_at = kNow;
  listing.emails = emails;
  return listing;
}

SeenName Seen() { return {"proj_a", Held().current.facts, std::nullopt}; }

TEST(NameListingTest, AnIdThatIsNotHeldIsNew) {
  const NameDecision decision = DecideSeen(nullptr, Seen(), Listing());
  EXPECT_EQ(decision.change, NameChange::kNew);
  EXPECT_TRUE(decision.writes);
  EXPECT_FALSE(decision.replaces);
  EXPECT_EQ(decision.next.id, "proj_a");
  EXPECT_EQ(decision.next.first_seen_at, kNow);
  EXPECT_EQ(decision.next.seen_at, kNow);
  EXPECT_EQ(decision.next.current, (NameVersion{Seen().facts, true, kNow, 0}));
}

TEST(NameListingTest, TheSameAgainMovesOnlyWhenItWasSeen) {
  const NameRecord held = Held();
  const NameDecision decision = DecideSeen(&held, Seen(), Listing());
  EXPECT_EQ(decision.change, NameChange::kUnchanged);
  EXPECT_FALSE(decision.replaces);
  NameRecord expected = Held();
  expected.seen_at = kNow;
  EXPECT_EQ(decision.next, expected);
  EXPECT_TRUE(decision.writes);
}

TEST(NameListingTest, UseOfAKeyIsNoHistory) {
  const NameRecord held = Held();
  SeenName seen = Seen();
  seen.last_used_at = 1'500;
  const NameDecision decision = DecideSeen(&held, seen, Listing());
  EXPECT_EQ(decision.change, NameChange::kUnchanged);
  EXPECT_FALSE(decision.replaces);
  EXPECT_EQ(decision.next.last_used_at, 1'500);
}

struct ChangeCase {
  const char* what;
  void (*edit)(NameFacts*);
  NameChange change;
};

TEST(NameListingTest, EachChangedFactEndsTheHeldVersion) {
  const ChangeCase cases[] = {
      {"name", [](NameFacts* f) { f->name = "Find"; }, NameChange::kRenamed},
      {"no name", [](NameFacts* f) { f->name.reset(); }, NameChange::kRenamed},
      {"archived", [](NameFacts* f) { f->archived_at = 1'999; }, NameChange::kArchived},
      {"renamed while it was archived",
       [](NameFacts* f) {
         f->archived_at = 1'999;
         f->name = "Old";
       },
       NameChange::kRenamed},
      {"status", [](NameFacts* f) { f->status = "x"; }, NameChange::kChanged},
      {"project", [](NameFacts* f) { f->project_id = "proj_b"; }, NameChange::kChanged},
      {"owner kind", [](NameFacts* f) { f->owner_kind = "user"; }, NameChange::kChanged},
      {"owner", [](NameFacts* f) { f->owner_id = "user_b"; }, NameChange::kChanged},
      {"value", [](NameFacts* f) { f->redacted_value = "sk-...b"; }, NameChange::kChanged},
      {"created", [](NameFacts* f) { f->created_at = 11; }, NameChange::kChanged},
  };
  const NameRecord held = Held();
  for (const ChangeCase& c : cases) {
    SeenName seen = Seen();
    c.edit(&seen.facts);
    const NameDecision decision = DecideSeen(&held, seen, Listing());
    EXPECT_EQ(decision.change, c.change) << c.what;
    EXPECT_TRUE(decision.replaces) << c.what;
    EXPECT_TRUE(decision.writes) << c.what;
    EXPECT_EQ(decision.next.current, (NameVersion{seen.facts, true, kNow, 0})) << c.what;
    EXPECT_EQ(decision.next.first_seen_at, kThen) << c.what;
  }
}

TEST(NameListingTest, AMissingIdIsGoneAndKeepsItsFacts) {
  const NameDecision decision = DecideUnseen(Held(), Listing());
  EXPECT_EQ(decision.change, NameChange::kGone);
  EXPECT_TRUE(decision.replaces);
  EXPECT_EQ(decision.next.current, (NameVersion{Held().current.facts, false, kNow, 0}));
  EXPECT_EQ(decision.next.seen_at, kThen);
}

TEST(NameListingTest, AnIdThatIsGoneIsNotGoneAgain) {
  NameRecord held = Held();
  held.current.listed = false;
  const NameDecision decision = DecideUnseen(held, Listing());
  EXPECT_EQ(decision.change, NameChange::kUnchanged);
  EXPECT_FALSE(decision.writes);
}

TEST(NameListingTest, AnIdThatIsListedAgainReappears) {
  NameRecord held = Held();
  held.current.listed = false;
  const NameDecision decision = DecideSeen(&held, Seen(), Listing());
  EXPECT_EQ(decision.change, NameChange::kReappeared);
  EXPECT_TRUE(decision.replaces);
  EXPECT_EQ(decision.next.current, (NameVersion{Seen().facts, true, kNow, 0}));
}

TEST(NameListingTest, AListSpeaksOnlyOfItsKindAndProject) {
  NameListing keys = Listing();
  keys.kind = NameKind::kApiKey;
  EXPECT_FALSE(DecideUnseen(Held(), keys).writes);
  NameRecord key = Held();
  key.kind = NameKind::kApiKey;
  key.current.facts.project_id = "proj_a";
  keys.project_id = "proj_b";
  EXPECT_FALSE(DecideUnseen(key, keys).writes);
  keys.project_id = "proj_a";
  EXPECT_EQ(DecideUnseen(key, keys).change, NameChange::kGone);
  keys.whole = false;
  EXPECT_FALSE(DecideUnseen(key, keys).writes);
}

TEST(NameListingTest, AMentionTeachesOnlyWhatWasNotKnown) {
  NameListing mentions = Listing();
  mentions.whole = false;
  const NameDecision fresh = DecideSeen(nullptr, Seen(), mentions);
  EXPECT_EQ(fresh.change, NameChange::kNew);
  EXPECT_FALSE(fresh.next.current.listed);
  const NameRecord held = Held();
  SeenName other = Seen();
  other.facts.name = "Other";
  const NameDecision known = DecideSeen(&held, other, mentions);
  EXPECT_EQ(known.change, NameChange::kUnchanged);
  EXPECT_FALSE(known.writes);
}

TEST(NameListingTest, AnAddressIsKeptWhereItIsNotAskedFor) {
  NameRecord held = Held();
  held.current.facts.email = "ann@example.com";
  const NameDecision decision = DecideSeen(&held, Seen(), Listing());
  EXPECT_EQ(decision.change, NameChange::kUnchanged);
  EXPECT_EQ(decision.next.current.facts.email, "ann@example.com");
}

TEST(NameListingTest, AnAddressIsFilledInWithoutHistory) {
  const NameRecord held = Held();
  SeenName seen = Seen();
  seen.facts.email = "ann@example.com";
  const NameDecision decision = DecideSeen(&held, seen, Listing(EmailUse::kKeep));
  EXPECT_EQ(decision.change, NameChange::kUnchanged);
  EXPECT_FALSE(decision.replaces);
  EXPECT_EQ(decision.next.current.facts.email, "ann@example.com");
  EXPECT_EQ(decision.next.current.since, kThen);
}

TEST(NameListingTest, AnotherAddressIsAChange) {
  NameRecord held = Held();
  held.current.facts.email = "ann@example.com";
  SeenName seen = Seen();
  seen.facts.email = "ann@example.org";
  EXPECT_EQ(DecideSeen(&held, seen, Listing(EmailUse::kKeep)).change, NameChange::kChanged);
}

TEST(NameListingTest, ANameWithAnAddressIsNotRenamedByHidingIt) {
  NameRecord held = Held();
  held.current.facts.name = "laptop of ann@example.com";
  SeenName hidden = Seen();
  hidden.facts.name = "laptop of (e-mail)";
  const NameDecision kept = DecideSeen(&held, hidden, Listing());
  EXPECT_EQ(kept.change, NameChange::kUnchanged);
  EXPECT_EQ(kept.next.current.facts.name, "laptop of ann@example.com");

  NameRecord masked = Held();
  masked.current.facts.name = "laptop of (e-mail)";
  SeenName shown = Seen();
  shown.facts.name = "laptop of ann@example.com";
  const NameDecision filled = DecideSeen(&masked, shown, Listing(EmailUse::kKeep));
  EXPECT_EQ(filled.change, NameChange::kUnchanged);
  EXPECT_EQ(filled.next.current.facts.name, "laptop of ann@example.com");

  hidden.facts.name = "desktop of (e-mail)";
  EXPECT_EQ(DecideSeen(&held, hidden, Listing()).change, NameChange::kRenamed);
}

TEST(NameListingTest, TwoAddressesAreTwoNames) {
  NameRecord held = Held();
  held.current.facts.name = "ann@example.com";
  SeenName seen = Seen();
  seen.facts.name = "bob@example.com";
  EXPECT_EQ(DecideSeen(&held, seen, Listing(EmailUse::kKeep)).change, NameChange::kRenamed);
}

TEST(NameListingTest, AVersionThatLastedNoSecondIsNotKept) {
  const NameRecord held = Held();
  NameListing listing = Listing();
  listing.read_at = kThen;
  SeenName seen = Seen();
  seen.facts.name = "Find";
  const NameDecision decision = DecideSeen(&held, seen, listing);
  EXPECT_EQ(decision.change, NameChange::kRenamed);
  EXPECT_FALSE(decision.replaces);
  EXPECT_EQ(decision.next.current.since, kThen);
}

TEST(NameListingTest, AClockThatWentBackMakesNoVersionBeginBeforeTheLastOne) {
  const NameRecord held = Held();
  NameListing listing = Listing();
  listing.read_at = kThen - 500;
  SeenName seen = Seen();
  seen.facts.name = "Find";
  const NameDecision decision = DecideSeen(&held, seen, listing);
  EXPECT_EQ(decision.next.current.since, kThen);
  EXPECT_EQ(decision.next.seen_at, kThen);
}

TEST(NameListingTest, ATallyCountsWhatChanged) {
  NameTally tally;
  tally.seen = 3;
  for (const NameChange change : {NameChange::kUnchanged, NameChange::kNew, NameChange::kGone}) {
    tally.Count(change);
  }
  EXPECT_EQ(tally.changed(), 2);
  tally.Add(tally);
  EXPECT_EQ(tally.seen, 6);
  EXPECT_EQ(tally.Of(NameChange::kGone), 2);
  EXPECT_EQ(tally.changed(), 4);
}

TEST(NameRecordTest, AVersionHoldsFromItsFirstSecondToTheNext) {
  NameRecord record = Held();
  NameVersion older = record.current;
  older.facts.name = "First";
  older.since = 100;
  older.until = 500;
  record.history.push_back(older);
  older.facts.name = "Second";
  older.since = 500;
  older.until = kThen;
  record.history.push_back(older);
  EXPECT_EQ(record.At(0).facts.name, "First") << "before anything was read";
  EXPECT_EQ(record.At(499).facts.name, "First");
  EXPECT_EQ(record.At(500).facts.name, "Second");
  EXPECT_EQ(record.At(kThen - 1).facts.name, "Second");
  EXPECT_EQ(record.At(kThen).facts.name, "Search");
}

TEST(NameRecordTest, KindsHaveTheNamesThatTheyAreFoundBy) {
  for (const NameKind kind : kNameKinds) EXPECT_EQ(NameKindNamed(NameOf(kind)), kind);
  EXPECT_EQ(NameKindNamed("key"), std::nullopt);
}

}  // namespace
}  // namespace cognitrack
