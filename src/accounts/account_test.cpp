#include "accounts/account.h"

#include <gmock/gmock.h>

#include "accounts/access_code.h"
#include "accounts/audit_entry.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

TEST(AccountTest, RolesAreInOrderAndHaveNames) {
  for (const Role role : {Role::kViewer, Role::kOperator, Role::kAdmin, Role::kOwner}) {
    EXPECT_EQ(RoleNamed(NameOf(role)), role);
  }
  EXPECT_LT(Role::kViewer, Role::kOperator);
  EXPECT_LT(Role::kOperator, Role::kAdmin);
  EXPECT_LT(Role::kAdmin, Role::kOwner);
  EXPECT_EQ(RoleNamed("Owner"), std::nullopt);
  EXPECT_EQ(RoleNamed(""), std::nullopt);
}

TEST(AccountTest, NamesAreLoginNamesOrAddresses) {
  for (const char* name : {"a", "ann", "ann@example.com", "ann.b-c_d+e", "0"}) {
    EXPECT_OK(CheckAccountName(name)) << name;
  }
  for (const std::string& name : {std::string(), std::string("Ann"), std::string("a b"),
                                  std::string("ä"), std::string("a\n"), std::string(65, 'a')}) {
    EXPECT_FALSE(CheckAccountName(name).has_value()) << name;
  }
}

TEST(SessionTest, EndsAfterHalfAnHourUnusedAndEightHoursInAll) {
  Session session;
  session.created_at = 1'000'000;
  session.used_at = 1'000'000;
  EXPECT_TRUE(IsLive(session, 1'000'000));
  EXPECT_TRUE(IsLive(session, 1'000'000 + 1'799));
  EXPECT_FALSE(IsLive(session, 1'000'000 + 1'800));
  session.used_at = 1'000'000 + 28'799;
  EXPECT_TRUE(IsLive(session, 1'000'000 + 28'799));
  EXPECT_FALSE(IsLive(session, 1'000'000 + 28'800)) << "used a second ago";
  EXPECT_FALSE(IsLive(session, 999'999)) << "a clock that went back revives nothing";
}

TEST(ApiTokenTest, EndsAtItsTime) {
  ApiToken token;
  EXPECT_TRUE(IsLive(token, 4'000'000'000));
  token.expires_at = 100;
  EXPECT_TRUE(IsLive(token, 99));
  EXPECT_FALSE(IsLive(token, 100));
}

TEST(AccessCodeTest, Has256BitsAndAPrefix) {
  SeededRandom random(7);
  const Secret one = NewAccessCode(random, kTokenPrefix);
  const Secret other = NewAccessCode(random, kTokenPrefix);
  EXPECT_EQ(one.Reveal().size(), 3U + 64U);
  EXPECT_EQ(one.Reveal().substr(0, 3), "ct_");
  EXPECT_NE(one.Reveal(), other.Reveal());
  EXPECT_EQ(AccessCodeHash(one.Reveal()), Sha256(one.Reveal()));
  EXPECT_NE(CrossSiteToken("a"), CrossSiteToken("b"));
  EXPECT_EQ(CrossSiteToken("a").size(), 64U);
}

// Every field is part of it: an edit of any shows.
TEST(AuditEntryTest, HashIsOverEveryField) {
  AuditEntry entry{1, 2, "a", "b", "c", "d", "e", "f", {}, {}};
  const Hash256 hash = AuditHash(entry);
  const auto changed = [&](auto change) {
    AuditEntry other = entry;
    change(other);
    return AuditHash(other) != hash;
  };
  EXPECT_TRUE(changed([](AuditEntry& e) { e.id = 3; }));
  EXPECT_TRUE(changed([](AuditEntry& e) { e.at = 3; }));
  EXPECT_TRUE(changed([](AuditEntry& e) { e.actor = "x"; }));
  EXPECT_TRUE(changed([](AuditEntry& e) { e.address = "x"; }));
  EXPECT_TRUE(changed([](AuditEntry& e) { e.action = "x"; }));
  EXPECT_TRUE(changed([](AuditEntry& e) { e.target = "x"; }));
  EXPECT_TRUE(changed([](AuditEntry& e) { e.detail = "x"; }));
  EXPECT_TRUE(changed([](AuditEntry& e) { e.outcome = "x"; }));
  EXPECT_TRUE(changed([](AuditEntry& e) { e.previous = Blake2b256("x"); }));
  EXPECT_TRUE(changed([](AuditEntry& e) {
    e.actor = "ab";
    e.address = "";
  })) << "what moves from one field to the next";
}

}  // namespace
}  // namespace cognitrack
