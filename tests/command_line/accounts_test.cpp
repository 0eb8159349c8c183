// accounts, tokens and audit at the machine, and that other verbs are written down.
#include "accounts/access_code.h"
#include "tests/command_line/command_line_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class AccountsTest : public CommandLine {
 protected:
  AccountsTest() {
    has_service_ = true;
    variables_["USER"] = "kim";
    EXPECT_OK(OpenSqliteLedger(directory_.File("ledger.db"), DatabaseAccess::kWrite, clock_));
  }
  std::vector<std::string> On(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--db", "sqlite:" + directory_.File("ledger.db")});
    return arguments;
  }
  std::vector<std::string> Log() {
    std::vector<std::string> lines;
    const boost::json::object document = Json(On({"audit", "list"}));
    for (const auto& entry : document.at("entries").as_array()) {
      lines.push_back(std::string(entry.at("actor").as_string()) + " " +
                      std::string(entry.at("action").as_string()) + " " +
                      std::string(entry.at("target").as_string()) + " " +
                      std::string(entry.at("outcome").as_string()) + " " +
                      std::string(entry.at("detail").as_string()));
    }
    return lines;
  }
};

TEST_F(AccountsTest, AnOperatorAtTheMachineSaysWhoMay) {
  EXPECT_THAT(Run(On({"accounts", "list"})).out, HasSubstr("no account yet"));
  const Said link = Run(On({"accounts", "setup-link"}));
  EXPECT_EQ(link.exit_code, 0) << link.err;
  EXPECT_THAT(link.out, AllOf(HasSubstr("/setup#code="), HasSubstr("/api/v1/setup"),
                              HasSubstr("\"token\":\"")));
  const auto added = Json(On({"accounts", "add", "ann", "admin"}));
  EXPECT_EQ(added.at("account"), "ann");
  EXPECT_EQ(std::string(added.at("token").as_string()).size(), 64U);
  EXPECT_EQ(Run(On({"accounts", "setup-link"})).exit_code, 64) << "there is an account now";
  EXPECT_EQ(Run(On({"accounts", "add", "ann", "viewer"})).exit_code, 64);
  EXPECT_EQ(Run(On({"accounts", "add", "bob", "king"})).exit_code, 64);
  EXPECT_EQ(Run(On({"accounts", "add", "Bob!", "viewer"})).exit_code, 64);
  const auto account = Json(On({"accounts", "list"})).at("accounts").at(0).as_object();
  EXPECT_EQ(account.at("name"), "ann");
  EXPECT_EQ(account.at("role"), "admin");
  EXPECT_EQ(account.at("state"), "invited");
  EXPECT_EQ(account.at("last_login_at"), nullptr);
  EXPECT_EQ(Run(On({"accounts", "role", "ann", "viewer"})).exit_code, 64)
      << "nobody could make owners";
}

TEST_F(AccountsTest, TheLastOwnerStaysAndIsLetInAgain) {
  {
    auto service = OpenSqliteServiceStore(directory_.File("ledger.db"), clock_);
    ASSERT_OK(service);
    const AccountLink link{Sha256("x"), std::nullopt, clock_.Now() + 9};
    ASSERT_OK((*service)->accounts().AddLink(link, false, {}));
    ASSERT_OK((*service)->accounts().UseLink(link.hash, "ann", "$hash", {}));
  }
  for (const char* verb : {"disable", "remove"}) {
    const Said said = Run(On({"accounts", verb, "ann"}));
    EXPECT_EQ(said.exit_code, 64);
    EXPECT_THAT(said.err, HasSubstr("the last owner"));
  }
  const auto reset = Json(On({"accounts", "password", "ann"}));
  EXPECT_EQ(reset.at("account"), "ann");
  ASSERT_EQ(Run(On({"accounts", "add", "bob", "viewer"})).exit_code, 0);
  EXPECT_THAT(Run(On({"accounts", "disable", "bob"})).out, HasSubstr("bob is kept out"));
  EXPECT_THAT(Run(On({"accounts", "enable", "bob"})).out, HasSubstr("bob may come in again"));
  EXPECT_EQ(Json(On({"accounts", "remove", "bob"})).at("removed"), true);
  EXPECT_EQ(Run(On({"accounts", "remove", "bob"})).exit_code, 64);
  const auto created = Json(On({"tokens", "create", "nightly", "--account", "ann", "--role",
                                "operator", "--for-source", "openai", "acme", "--days", "7"}));
  const std::string text(created.at("token").as_string());
  EXPECT_EQ(text.substr(0, 3), "ct_");
  EXPECT_EQ(created.at("sources"), (boost::json::array{"openai", "acme"}));
  EXPECT_THAT(Run(On({"tokens", "list"})).out,
              AllOf(HasSubstr("nightly"), HasSubstr("openai, acme"), Not(HasSubstr(text))));
  EXPECT_EQ(Run(On({"tokens", "revoke", "1"})).exit_code, 0);
  EXPECT_EQ(Run(On({"tokens", "revoke", "1"})).exit_code, 64);
  EXPECT_THAT(Log(), AllOf(Contains("system:kim account.link ann done "),
                           Contains("system:kim account.remove bob done "),
                           Contains("system:kim token.create ann done nightly"),
                           Contains("system:kim token.revoke 1 done ")));
}

TEST_F(AccountsTest, VerbsThatChangeSomethingAreWrittenDown) {
  EXPECT_EQ(Run(On({"flags", "set", "daily_windows", "off", "--reason", "repair"})).exit_code, 0);
  EXPECT_EQ(Run(On({"flags", "set", "no_such_flag", "off", "--reason", "x"})).exit_code, 64);
  EXPECT_EQ(Run(On({"flags"})).exit_code, 0);
  EXPECT_THAT(Log(),
              testing::ElementsAre("system:kim flags set daily_windows begun off; reason: repair",
                                   "system:kim flags set daily_windows done ",
                                   "system:kim flags set no_such_flag begun off; reason: x",
                                   "system:kim flags set no_such_flag failed exit 64"));
  EXPECT_EQ(Json(On({"audit", "list", "--after", "1", "--limit", "2"})).at("next_after"), 3);
}

TEST_F(AccountsTest, ADamagedLogIsFoundAndStopsChanges) {
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(Run(On({"flags", "set", "daily_windows", "off", "--reason", "repair"})).exit_code, 0);
  }
  const auto sound = Json(On({"audit", "verify"}));
  EXPECT_EQ(sound.at("intact"), true);
  EXPECT_EQ(sound.at("entries"), 4);
  const std::string head(sound.at("head").as_string());
  EXPECT_EQ(Run(On({"audit", "verify", "--head", head})).exit_code, 0);
  EXPECT_EQ(Run(On({"audit", "verify", "--head", "4:" + std::string(64, '0')})).exit_code, 1);
  for (const char* wrong : {"4", "4:", "x:00", "0:", "-1:00"}) {
    EXPECT_EQ(Run(On({"audit", "verify", "--head", wrong})).exit_code, 64) << wrong;
  }
  {
    auto session = OpenSqliteSession(directory_.File("ledger.db"), SqliteMode::kBeside);
    ASSERT_OK(session);
    ASSERT_OK((*session)->Execute("DELETE FROM audit_entries WHERE id = 4;"));
  }
  const Said damaged = Run(On({"audit", "verify"}));
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_THAT(damaged.out, HasSubstr("ends with entry 3, but 4 was the newest"));
  const Said refused = Run(On({"flags", "set", "daily_windows", "on", "--reason", "x"}));
  EXPECT_EQ(refused.exit_code, 74);
  EXPECT_THAT(refused.err, HasSubstr("nothing was done"));
  EXPECT_EQ(Json(On({"flags", "history"})).at("entries").as_array().size(), 2U);
}

TEST_F(AccountsTest, WithoutALedgerThereIsNothingToSay) {
  const Said said = Run({"accounts", "list", "--db", "sqlite:" + directory_.File("none.db")});
  EXPECT_EQ(said.exit_code, 78);
  EXPECT_THAT(said.err, HasSubstr("there is no ledger yet"));
}

}  // namespace
}  // namespace cognitrack
