// Setup, login, sessions, passwords and accounts over the API.
#include <sodium.h>

#include <future>

#include "tests/support/service_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class LoginTest : public ServiceFixture {
 protected:
  Secret SetupLink() {
    const Secret code = NewAccessCode(random_);
    EXPECT_OK(held_->accounts().AddLink(
        {AccessCodeHash(code.Reveal()), std::nullopt, clock_.Now() + kLinkLength}, false, {}));
    return code;
  }
  ServerResponse TakeUp(const std::string& code, const std::string& name,
                        const std::string& password) {
    return Post("/api/v1/setup", boost::json::serialize(boost::json::object{
                                     {"token", code}, {"name", name}, {"password", password}}));
  }
  std::vector<std::string> Audit() {
    std::vector<std::string> lines;
    const auto entries = held_->audit().List(0, 1'000);
    EXPECT_OK(entries);
    for (const AuditEntry& entry : *entries) {
      lines.push_back(entry.actor + " " + entry.action + " " + entry.target + " " + entry.outcome);
    }
    return lines;
  }
};

TEST_F(LoginTest, TheLinkMakesAnOwnerAndClosesThisMachine) {
  EXPECT_EQ(Get("/api/v1/me").status, 200);
  EXPECT_EQ(Json(Get("/api/v1/me")).at("by"), "this_machine");
  const Secret code = SetupLink();
  EXPECT_EQ(TakeUp(code.Reveal(), "ann", "short").status, 400);
  EXPECT_EQ(TakeUp(code.Reveal() + "x", "ann", kPassword).status, 401);
  const ServerResponse made = TakeUp(code.Reveal(), "ann", kPassword);
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(Json(made).at("account").at("role"), "owner");
  EXPECT_EQ(TakeUp(code.Reveal(), "eve", kPassword).status, 401) << "once";
  EXPECT_EQ(Get("/api/v1/usage").status, 401) << "loopback alone gives nothing now";
  EXPECT_EQ(Get("/readyz").status, 200);
  Remember(made);
  const auto me = Json(Get("/api/v1/me"));
  EXPECT_EQ(me.at("by"), "session");
  EXPECT_EQ(me.at("account").at("name"), "ann");
  EXPECT_EQ(std::string(me.at("csrf_token").as_string()), csrf_);
  EXPECT_EQ(Get("/api/v1/usage").status, 200);
  EXPECT_THAT(Audit(),
              AllOf(Contains("ann account.setup ann done"), Contains("ann login ann done")));
}

TEST_F(LoginTest, TheCookieIsBoundToItsHostAndIsKeptAsAHash) {
  Make("ann", Role::kOwner);
  const ServerResponse local = Login("ann");
  ASSERT_EQ(local.status, 200) << local.body;
  EXPECT_THAT(
      Header(local, "Set-Cookie"),
      testing::MatchesRegex("cognitrack-local=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict"));
  EXPECT_EQ(Header(local, "Cache-Control"), "no-store");
  const ServerResponse away =
      Send("POST", "/api/v1/login", R"({"name":"ann","password":"correct horse battery"})",
           {{"host", "ledger.example"}});
  EXPECT_THAT(Header(away, "Set-Cookie"),
              testing::MatchesRegex(
                  "__Host-cognitrack=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict; Secure"));
  Remember(local);
  EXPECT_EQ(Get("/api/v1/me").status, 200);
  EXPECT_EQ(Send("GET", "/api/v1/me", "", {{"host", "ledger.example"}}).status, 401)
      << "the local cookie counts on this machine only";
  const std::string code = cookie_.substr(cookie_.find('=') + 1);
  const auto session = held_->accounts().SessionWith(AccessCodeHash(code));
  ASSERT_OK(session);
  EXPECT_TRUE(session->has_value());
  cookie_ = "cognitrack-local=" + ToHex((*session)->hash);
  EXPECT_EQ(Get("/api/v1/me").status, 401) << "what the database holds lets nobody in";
}

TEST_F(LoginTest, EachLoginIsANewSessionThatEndsByTimeAndByLogout) {
  Make("ann", Role::kOwner);
  Remember(Login("ann"));
  const std::string first_cookie = cookie_, first_csrf = csrf_;
  Remember(Login("ann"));
  EXPECT_NE(cookie_, first_cookie);
  EXPECT_EQ(Json(Get("/api/v1/sessions")).at("sessions").as_array().size(), 2U);
  const ServerResponse out = Post("/api/v1/logout");
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(Header(out, "Set-Cookie"),
              AllOf(StartsWith("cognitrack-local=;"), HasSubstr("Max-Age=0")));
  EXPECT_EQ(Get("/api/v1/me").status, 401);
  cookie_ = first_cookie;
  csrf_ = first_csrf;
  EXPECT_EQ(Get("/api/v1/me").status, 200);
  for (int half_hour = 0; half_hour < 15; ++half_hour) {
    clock_.Advance(1'799);
    EXPECT_EQ(Get("/api/v1/me").status, 200) << half_hour;
  }
  clock_.Advance(1'799);
  EXPECT_EQ(Get("/api/v1/me").status, 200);
  clock_.Advance(28'800 - 16 * 1'799);
  EXPECT_EQ(Get("/api/v1/me").status, 401) << "eight hours, however busy";
  Remember(Login("ann"));
  clock_.Advance(1'800);
  EXPECT_EQ(Get("/api/v1/me").status, 401) << "half an hour of nothing";
}

TEST_F(LoginTest, OneMessageForAllThatIsWrongAndAWaitAfterFive) {
  Make("ann", Role::kOwner);
  Make("bob", Role::kViewer);
  const auto bob = held_->accounts().Find("bob");
  ASSERT_OK(held_->accounts().SetDisabled((*bob)->id, true, {}));
  const ServerResponse wrong = Login("ann", "wrong horse battery");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(Login("nobody", "wrong horse battery").body, wrong.body);
  EXPECT_EQ(Login("bob", kPassword).body, wrong.body) << "disabled";
  EXPECT_EQ(Login("No Name!", "wrong horse battery").body, wrong.body);
  for (int failure = 2; failure <= 5; ++failure) {
    EXPECT_EQ(Login("ann", "wrong horse battery").status, 401);
  }
  const ServerResponse wait = Login("ann", kPassword);
  EXPECT_EQ(wait.status, 429);
  EXPECT_EQ(Header(wait, "Retry-After"), "2");
  EXPECT_THAT(log(), HasSubstr("5 logins in a row failed for ann, the last from 127.0.0.1"));
  peer_ = "10.1.1.1";
  EXPECT_EQ(Login("ann", kPassword).status, 429) << "another address gains nothing";
  clock_.Advance(2);
  EXPECT_EQ(Login("ann", kPassword).status, 200);
  // From where she came in last, nobody keeps her out.
  peer_ = "10.9.9.9";
  for (int failure = 1; failure <= 5; ++failure) Login("ann", "wrong horse battery");
  EXPECT_EQ(Login("ann", kPassword).status, 429);
  peer_ = "10.1.1.1";
  EXPECT_EQ(Login("ann", kPassword).status, 200);
  EXPECT_THAT(Audit(), Contains(" login ann refused"));
  EXPECT_THAT(log(), Not(HasSubstr("horse")));
}

TEST_F(LoginTest, AnAddressHasTenTriesAMinute) {
  Make("ann", Role::kOwner);
  for (int i = 0; i < 10; ++i) Login("user" + std::to_string(i), "wrong horse battery");
  const ServerResponse wait = Login("ann");
  EXPECT_EQ(wait.status, 429);
  EXPECT_EQ(Header(wait, "Retry-After"), "60");
  peer_ = "10.0.0.2";
  EXPECT_EQ(Login("ann").status, 200);
}

TEST_F(LoginTest, APasswordOfOlderParametersIsHashedAnew) {
  Make("ann", Role::kOwner);
  char weak[crypto_pwhash_STRBYTES];
  ASSERT_EQ(crypto_pwhash_str(weak, kPassword, std::char_traits<char>::length(kPassword), 1,
                              std::size_t{8} << 20),
            0);
  const auto ann = held_->accounts().Find("ann");
  ASSERT_OK(held_->accounts().SetPassword((*ann)->id, weak, {}, {}));
  EXPECT_EQ(Login("ann").status, 200);
  const auto after = held_->accounts().Find("ann");
  EXPECT_THAT((*after)->password_hash, StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_EQ(Login("ann").status, 200);
}

TEST_F(LoginTest, ANewPasswordEndsWhatTheOldOneBegan) {
  Make("ann", Role::kOwner);
  Remember(Login("ann"));
  const std::string other = cookie_;
  Remember(Login("ann"));
  const auto change = [&](const std::string& current, const std::string& wanted) {
    return Post("/api/v1/password", boost::json::serialize(boost::json::object{
                                        {"current_password", current}, {"new_password", wanted}}));
  };
  EXPECT_EQ(change("wrong horse battery", "another horse entirely").status, 401);
  EXPECT_EQ(change(kPassword, "password1").status, 400);
  const ServerResponse changed = change(kPassword, "another horse entirely");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(Get("/api/v1/me").status, 401) << "a new id, for this one, too";
  cookie_ = other;
  EXPECT_EQ(Get("/api/v1/me").status, 401);
  Remember(changed);
  EXPECT_EQ(Get("/api/v1/me").status, 200);
  EXPECT_EQ(Login("ann", kPassword).status, 401);
  EXPECT_EQ(Login("ann", "another horse entirely").status, 200);
}

TEST_F(LoginTest, AdminsSayWhoMayUpToTheirOwnRole) {
  Make("owner", Role::kOwner);
  Make("adam", Role::kAdmin);
  Enter("adam");
  EXPECT_EQ(Post("/api/v1/accounts", R"({"name":"eve","role":"owner"})").status, 403);
  EXPECT_EQ(Post("/api/v1/accounts", R"({"name":"Eve!","role":"viewer"})").status, 409);
  const ServerResponse made = Post("/api/v1/accounts", R"({"name":"eve","role":"operator"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(Json(made).at("account").at("state"), "invited");
  const std::string code(Json(made).at("setup_token").as_string());
  for (const char* path : {"/api/v1/accounts/owner/role", "/api/v1/accounts/owner/disable",
                           "/api/v1/accounts/owner/link"}) {
    const bool is_role = std::string_view(path).ends_with("role");
    EXPECT_EQ(Post(path, is_role ? R"({"role":"viewer"})" : "{}").status, 403) << path;
  }
  EXPECT_EQ(Send("DELETE", "/api/v1/accounts/owner").status, 403);
  EXPECT_EQ(Send("DELETE", "/api/v1/accounts/owner/sessions").status, 403);
  EXPECT_EQ(Post("/api/v1/accounts/adam/role", R"({"role":"owner"})").status, 403);
  EXPECT_EQ(Json(Get("/api/v1/accounts")).at("accounts").as_array().size(), 3U);
  EXPECT_EQ(TakeUp(code, "", kPassword).status, 200);
  Remember(Login("eve"));
  const std::string eves = cookie_;
  EXPECT_EQ(Json(Get("/api/v1/me")).at("role"), "operator");
  Enter("adam");
  EXPECT_EQ(Json(Get("/api/v1/accounts/eve/sessions")).at("sessions").as_array().size(), 2U);
  EXPECT_EQ(Post("/api/v1/accounts/eve/role", R"({"role":"viewer"})").status, 204);
  cookie_ = eves;
  EXPECT_EQ(Get("/api/v1/me").status, 401) << "another role, another session";
  Enter("adam");
  EXPECT_EQ(Post("/api/v1/accounts/eve/disable").status, 204);
  EXPECT_EQ(Login("eve").status, 401);
  Enter("adam");
  EXPECT_EQ(Post("/api/v1/accounts/eve/enable").status, 204);
  EXPECT_EQ(Login("eve").status, 200);
  Enter("adam");
  EXPECT_EQ(Send("DELETE", "/api/v1/accounts/eve").status, 204);
  EXPECT_EQ(Send("DELETE", "/api/v1/accounts/eve").status, 404);
  Enter("owner");
  const ServerResponse last = Send("DELETE", "/api/v1/accounts/owner");
  EXPECT_EQ(last.status, 409);
  EXPECT_THAT(last.body, HasSubstr("the last owner"));
  EXPECT_THAT(Audit(), AllOf(Contains("adam account.create eve done"),
                             Contains("adam account.role eve done"),
                             Contains("adam account.remove eve done"),
                             Not(Contains("owner account.remove owner done"))));
}

TEST_F(LoginTest, TokensAreShownOnceAndDieWithTheirRight) {
  Make("owner", Role::kOwner);
  Make("ann", Role::kOperator);
  Enter("ann");
  EXPECT_EQ(Post("/api/v1/tokens", R"({"name":"t","role":"admin"})").status, 403);
  EXPECT_EQ(Post("/api/v1/tokens", R"({"name":""})").status, 400);
  EXPECT_EQ(Post("/api/v1/tokens", R"({"name":"t","days":-1})").status, 400);
  EXPECT_EQ(Post("/api/v1/tokens", R"({"name":"t","sources":[]})").status, 400);
  const ServerResponse made =
      Post("/api/v1/tokens", R"({"name":"nightly","role":"operator","days":30})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string text(Json(made).at("token").as_string());
  const std::string id = std::to_string(Json(made).at("id").as_int64());
  EXPECT_THAT(text, testing::MatchesRegex("ct_[0-9a-f]{64}"));
  const ServerResponse listed = Get("/api/v1/tokens");
  EXPECT_THAT(listed.body, AllOf(HasSubstr("nightly"), Not(HasSubstr(text))));
  const std::string anns_cookie = cookie_, anns_csrf = csrf_;
  Forget();
  bearer_ = text;
  EXPECT_EQ(Json(Get("/api/v1/me")).at("role"), "operator");
  EXPECT_EQ(Post("/api/v1/tokens", R"({"name":"child"})").status, 403) << "a token makes none";
  EXPECT_EQ(Post("/api/v1/flags/daily_windows", R"({"value":"off","reason":"repair"})").status,
            200);
  EXPECT_THAT(Audit(), AllOf(Contains("ann (token nightly) flags set daily_windows begun"),
                             Contains("ann (token nightly) flags set daily_windows done")));
  Enter("owner");
  EXPECT_EQ(Post("/api/v1/accounts/ann/role", R"({"role":"viewer"})").status, 204);
  Forget();
  bearer_ = text;
  EXPECT_EQ(Json(Get("/api/v1/me")).at("role"), "viewer") << "no more than its account";
  EXPECT_EQ(Post("/api/v1/flags/daily_windows", R"({"value":"on","reason":"x"})").status, 403);
  Enter("owner");
  EXPECT_EQ(Post("/api/v1/accounts/ann/disable").status, 204);
  Forget();
  bearer_ = text;
  EXPECT_EQ(Get("/api/v1/me").status, 401);
  Enter("owner");
  EXPECT_EQ(Post("/api/v1/accounts/ann/enable").status, 204);
  Forget();
  bearer_ = text;
  clock_.Advance(30 * kSecondsPerDay - 1);
  EXPECT_EQ(Get("/api/v1/me").status, 200);
  clock_.Advance(1);
  EXPECT_EQ(Get("/api/v1/me").status, 401) << "its days are over";
  Enter("owner");
  EXPECT_EQ(Json(Get("/api/v1/tokens")).at("tokens").at(0).at("expired"), true);
  EXPECT_EQ(Send("DELETE", "/api/v1/tokens/" + id).status, 204);
  EXPECT_EQ(Send("DELETE", "/api/v1/tokens/" + id).status, 404);
}

TEST_F(LoginTest, WhatTheAuditLogCannotTakeIsRefusedAndNotDone) {
  Make("owner", Role::kOwner);
  Enter("owner");
  {
    const auto session = OpenSqliteSession(path(), SqliteMode::kBeside);
    ASSERT_OK(session);
    ASSERT_OK(
        (*session)->Execute("DELETE FROM audit_entries WHERE id = (SELECT MAX(id) FROM "
                            "audit_entries);"));
  }
  EXPECT_EQ(Post("/api/v1/accounts", R"({"name":"eve","role":"viewer"})").status, 503);
  EXPECT_THAT(held_->accounts().Find("eve"), IsOkAndHolds(testing::Eq(std::nullopt)));
  EXPECT_EQ(Post("/api/v1/flags/daily_windows", R"({"value":"off","reason":"x"})").status, 503);
  const auto store = OpenSqliteLedger(path(), DatabaseAccess::kRead, clock_);
  EXPECT_THAT((*store)->FlagChanges(), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(Post("/api/v1/tokens", R"({"name":"t"})").status, 503);
  EXPECT_THAT(held_->accounts().Tokens(std::nullopt), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(Login("owner").status, 503);
  EXPECT_EQ(Get("/healthz").status, 200);
}

TEST_F(LoginTest, TheAuditLogIsReadPageByPage) {
  Make("owner", Role::kOwner);
  Enter("owner");
  for (int i = 0; i < 5; ++i) {
    Post("/api/v1/accounts", R"({"name":"a)" + std::to_string(i) + R"(","role":"viewer"})");
  }
  std::vector<std::int64_t> ids;
  std::int64_t after = 0;
  while (true) {
    const auto page =
        Json(Get("/api/v1/audit?limit=3&after=" + std::to_string(after))).at("entries").as_array();
    if (page.empty()) break;
    EXPECT_LE(page.size(), 3U);
    for (const auto& entry : page) ids.push_back(entry.at("id").as_int64());
    after = ids.back();
  }
  ASSERT_GE(ids.size(), 8U);
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], static_cast<std::int64_t>(i + 1));
}

TEST(HashGateTest, TwoAtOnceTwoWaitTheRestIsTurnedAway) {
  HashGate gate;
  ASSERT_TRUE(gate.Enter());
  ASSERT_TRUE(gate.Enter());
  auto third = std::async(std::launch::async, [&] { return gate.Enter(); });
  auto fourth = std::async(std::launch::async, [&] { return gate.Enter(); });
  // Whoever comes once both wait is turned away; until then it waits itself, and is let in below.
  auto fifth = std::async(std::launch::async, [&] { return gate.Enter(); });
  const auto is_over = [](std::future<bool>& one) {
    return one.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready;
  };
  while (!is_over(third) && !is_over(fourth) && !is_over(fifth)) {
  }
  gate.Leave();
  gate.Leave();
  EXPECT_EQ(third.get() + fourth.get() + fifth.get(), 2);
}

}  // namespace
}  // namespace cognitrack
