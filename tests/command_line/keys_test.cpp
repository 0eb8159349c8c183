// Stored keys as their users meet them: added, checked, exchanged, taken out; used by pulls, with a
// spare that takes over; and never shown.
#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "tests/command_line/command_line_fixture.h"
#include "tests/support/process.h"
#include "vault/key_encryption_key.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const char kFirst[] = "sk-admin-first-0123456789-abcd";
const char kSecond[] = "sk-admin-second-0123456789-wxyz";

class KeysTest : public CommandLine {
 protected:
  KeysTest() {
    variables_.erase("OPENAI_ADMIN_KEY");
    for (Day day = kStart; day <= kStart + 3; day = day + 1) {
      provider_.use[day] = {{"proj_alpha", "gpt-a", 3, 15}};
    }
    names_.Listed(NameKind::kProject, "proj_alpha", "Alpha");
    names_.lists[{NameKind::kProject, ""}].organisation = "org-1";
  }

  // Refuses secrets that were revoked; counts what each was used for.
  class PerKey : public UsageProvider {
   public:
    PerKey(KeysTest* test, std::string secret) : test_(test), secret_(std::move(secret)) {}
    std::string_view name() const override { return "openai"; }
    Result<PullResult> Read(const PullQuery& query, const KnownContentOf& known,
                            SeriesTable* series) override {
      ++test_->reads_[secret_];
      if (test_->before_read_) test_->before_read_();
      if (query.abandoned()) return Error{ErrorCode::kTryLater, "the read was abandoned"};
      if (test_->revoked_.count(secret_) != 0) {
        return Error{ErrorCode::kAuth,
                     "/v1: the key is wrong, revoked or expired (HTTP 401); nothing of it was "
                     "stored"};
      }
      return test_->provider_.Read(query, known, series);
    }
    const FetchCounters& counters() const override { return test_->provider_.counters(); }

   private:
    KeysTest* test_;
    std::string secret_;
  };
  Result<std::unique_ptr<UsageProvider>> MakeProvider(ProviderSettings settings) override {
    return std::unique_ptr<UsageProvider>(
        std::make_unique<PerKey>(this, settings.admin_key.Reveal()));
  }

  Said Add(const std::string& secret, std::vector<std::string> more = {}) {
    secret_ = "  " + secret + "\n";
    more.insert(more.begin(), {"keys", "add"});
    return Run(std::move(more));
  }
  std::vector<std::string> States() {
    std::vector<std::string> states;
    const auto document = Json({"keys", "list", "--all"});
    for (const auto& key : document.at("keys").as_array()) {
      states.push_back(std::to_string(key.at("id").as_int64()) + " " +
                       std::string(key.at("source").as_string()) + " " +
                       std::string(key.at("state").as_string()));
    }
    return states;
  }
  Said Backfill() {
    return Run({"backfill", "--start", "2026-03-05", "--end", "2026-03-08", "--chunk-days", "1",
                "--surface", "completions"});
  }
  std::string KekFile() const { return directory_.File("cognitrack.kek"); }

  static constexpr Day kStart{kDay / kSecondsPerDay};
  std::set<std::string> revoked_;
  std::map<std::string, int> reads_;
  std::function<void()> before_read_;
};

TEST_F(KeysTest, TheFirstOneMakesLedgerAndKeyEncryptionKeyAndSaysSo) {
  const Said said = Add(kFirst, {"--label", "of finance", "--by", "Ann"});
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("key 1 of openai (…abcd): active"),
                              HasSubstr("the first key of this source"), HasSubstr("org-1"),
                              HasSubstr("completions"), Not(HasSubstr("0123456789"))));
  EXPECT_THAT(said.err, AllOf(HasSubstr(KekFile() + ", mode 0600"),
                              HasSubstr("apart from the database"), Not(HasSubstr("0123456789"))));
  EXPECT_THAT(questions_, ElementsAre("Admin key of openai (not shown): "));
  struct stat found = {};
  ASSERT_EQ(stat(KekFile().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600u);
  const auto list = Json({"keys", "list"});
  const auto& key = list.at("keys").at(0).as_object();
  EXPECT_EQ(key.at("label"), "of finance");
  EXPECT_EQ(key.at("last_four"), "abcd");
  EXPECT_EQ(key.at("added_by"), "Ann");
  EXPECT_EQ(key.at("organisation"), "org-1");
  EXPECT_EQ(key.at("projects"), 1);
  EXPECT_EQ(key.at("version"), 1);
  EXPECT_TRUE(key.at("used_at").is_null());
  EXPECT_THAT(Add(kSecond).err, Not(HasSubstr("key-encryption")));
}

TEST_F(KeysTest, AWrongKindIsRefusedBeforeAnythingIsAsked) {
  for (const auto& [secret, why] :
       std::map<std::string, std::string>{{"sk-proj-abcdefgh", "key of one project"},
                                          {"sk-svcacct-abcdefgh", "service account"},
                                          {"sk-ant-admin-abcdefgh", "Anthropic"},
                                          {"hello", "begins with sk-admin-"},
                                          {"sk-admin-two words", "copied whole"},
                                          {"", "no key was given"}}) {
    const Said said = Add(secret);
    EXPECT_EQ(said.exit_code, 77) << secret;
    EXPECT_THAT(said.err,
                AllOf(HasSubstr(why), HasSubstr("admin-keys"), HasSubstr("Nothing was stored")));
    if (!secret.empty()) {
      EXPECT_THAT(said.err, Not(HasSubstr(secret)));
    }
  }
  EXPECT_THAT(reads_, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(KekFile()));
}

TEST_F(KeysTest, ARefusedOneIsNotStored) {
  revoked_ = {kFirst};
  const Said said = Add(kFirst);
  EXPECT_EQ(said.exit_code, 77);
  EXPECT_THAT(said.err, HasSubstr("HTTP 401"));
  EXPECT_THAT(States(), IsEmpty());
  EXPECT_EQ(Add(kFirst, {"--no-check"}).exit_code, 0);
}

TEST_F(KeysTest, ASecondOneIsASpareOfTheSameOrganisationOnly) {
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  EXPECT_THAT(Add(kFirst).err, HasSubstr("stored already, as key 1 of openai"));
  const Said spare = Add(kSecond);
  EXPECT_THAT(spare.out, AllOf(HasSubstr("key 2 of openai (…wxyz): spare"),
                               HasSubstr("of the organisation that the source is")));
  // Of another one by the provider's word, and by its projects.
  names_.lists[{NameKind::kProject, ""}].organisation = "org-2";
  const Said named = Add("sk-admin-third-0123456789");
  EXPECT_EQ(named.exit_code, 64);
  EXPECT_THAT(named.err, AllOf(HasSubstr("another organisation than source openai"),
                               HasSubstr("org-2"), HasSubstr("--source NAME")));
  names_.lists[{NameKind::kProject, ""}] = {};
  names_.Listed(NameKind::kProject, "proj_beta", "Beta");
  provider_.use.clear();
  const Said disjoint = Add("sk-admin-third-0123456789");
  EXPECT_EQ(disjoint.exit_code, 64);
  EXPECT_THAT(disjoint.err, HasSubstr("it sees project proj_beta"));
  const Said other = Add("sk-admin-third-0123456789", {"--source", "acme"});
  EXPECT_EQ(other.exit_code, 0) << other.err;
  // And a project of one source does not come in by another name.
  names_.lists[{NameKind::kProject, ""}] = {};
  names_.Listed(NameKind::kProject, "proj_alpha", "Alpha");
  EXPECT_THAT(Add("sk-admin-fourth-0123456789", {"--source", "acme"}).err,
              HasSubstr("belongs to source openai; use --source openai"));
  EXPECT_THAT(States(), ElementsAre("1 openai active", "2 openai spare", "3 acme active"));
}

TEST_F(KeysTest, APullUsesTheActiveOneAndTellsWhich) {
  EXPECT_THAT(Backfill().err, HasSubstr("or store one with 'cognitrack keys add'"));
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  reads_.clear();
  ASSERT_EQ(Backfill().exit_code, 0);
  EXPECT_EQ(reads_[kFirst], 4);
  EXPECT_THAT(Run({"runs", "1", "--json"}).out, HasSubstr("\"asked_with\":\"key 1\""));
  EXPECT_FALSE(Json({"keys", "list"}).at("keys").at(0).at("used_at").is_null());
  variables_["OPENAI_ADMIN_KEY"] = kSecond;
  reads_.clear();
  ASSERT_EQ(Run({"ingest"}).exit_code, 0);
  EXPECT_EQ(reads_.count(kFirst), 0u);
  EXPECT_THAT(Run({"runs", "2", "--json"}).out, HasSubstr("\"asked_with\":\"OPENAI_ADMIN_KEY\""));
}

TEST_F(KeysTest, TheSpareTakesOverInTheMiddleOfAPull) {
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  ASSERT_EQ(Add(kSecond).exit_code, 0);
  reads_.clear();
  before_read_ = [this] {
    if (reads_[kFirst] == 3) revoked_.insert(kFirst);
  };
  const Said said = Backfill();
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_EQ(reads_[kFirst], 3);
  EXPECT_EQ(reads_[kSecond], 2);
  EXPECT_THAT(States(), ElementsAre("1 openai auth_failed", "2 openai active"));
  const auto document = Json({"runs", "1"});
  const auto& run = document.at("runs").at(0);
  EXPECT_EQ(run.at("windows_changed"), 4);
  EXPECT_EQ(run.at("rows_written"), 4);
  const auto& issue = run.at("issues").at(0).as_object();
  EXPECT_EQ(issue.at("code"), "key_changed");
  EXPECT_THAT(std::string(issue.at("detail").as_string()),
              AllOf(HasSubstr("key 1 of openai (…abcd) was refused"), HasSubstr("HTTP 401"),
                    HasSubstr("key 2 of openai (…wxyz) goes on")));
}

TEST_F(KeysTest, WithoutASpareThePullEndsAndTheNextOneSaysWhy) {
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  revoked_ = {kFirst};
  const Said said = Backfill();
  EXPECT_EQ(said.exit_code, 77);
  EXPECT_THAT(said.err, AllOf(HasSubstr("marked auth_failed"), HasSubstr("has no other key")));
  const Said again = Backfill();
  EXPECT_EQ(again.exit_code, 77);
  EXPECT_THAT(again.err, AllOf(HasSubstr("key 1 of openai (…abcd) is auth_failed"),
                               HasSubstr("HTTP 401"), HasSubstr("keys enable")));
  revoked_.clear();
  ASSERT_EQ(Run({"keys", "enable", "1"}).exit_code, 0);
  EXPECT_EQ(Backfill().exit_code, 0);
}

TEST_F(KeysTest, OneThatIsDisabledMeanwhileIsLetGoOf) {
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  reads_.clear();
  before_read_ = [this] {
    if (reads_[kFirst] != 2) return;
    before_read_ = {};
    ASSERT_EQ(Run({"keys", "disable", "1", "--reason", "leaked"}).exit_code, 0);
  };
  const Said said = Backfill();
  EXPECT_EQ(said.exit_code, 77);
  EXPECT_THAT(said.err, HasSubstr("taken out or exchanged while it was in use"));
  EXPECT_EQ(Json({"runs", "1"}).at("runs").at(0).at("windows_changed"), 1);
  EXPECT_THAT(Run({"keys", "list"}).out, AllOf(HasSubstr("disabled"), HasSubstr("leaked")));
}

TEST_F(KeysTest, OneThatIsExchangedMeanwhileGoesOnWithTheNewSecret) {
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  reads_.clear();
  before_read_ = [this] {
    if (reads_[kFirst] != 2) return;
    before_read_ = {};
    secret_ = kSecond;
    ASSERT_EQ(Run({"keys", "rotate", "1", "--no-check"}).exit_code, 0);
  };
  EXPECT_EQ(Backfill().exit_code, 0);
  EXPECT_EQ(reads_[kFirst], 2);
  EXPECT_EQ(reads_[kSecond], 3);
  EXPECT_EQ(Json({"runs", "1"}).at("runs").at(0).at("windows_changed"), 4);
}

TEST_F(KeysTest, RotatingKeepsIdAndCursor) {
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  ASSERT_EQ(Backfill().exit_code, 0);
  const std::string cursors = Run({"cursors", "--json"}).out;
  EXPECT_THAT(cursors, HasSubstr("usage/completions:key_1"));
  secret_ = kSecond;
  const auto document = Json({"keys", "rotate", "1", "--by", "Ben"});
  EXPECT_EQ(document.at("key").at("id"), 1);
  EXPECT_EQ(document.at("key").at("version"), 2);
  EXPECT_EQ(document.at("key").at("last_four"), "wxyz");
  EXPECT_EQ(document.at("kinship"), "same");
  EXPECT_EQ(Run({"cursors", "--json"}).out, cursors);
  secret_ = kSecond;
  EXPECT_THAT(Run({"keys", "rotate", "1"}).err, HasSubstr("has already"));
  EXPECT_THAT(Run({"keys", "rotate", "7"}).err, HasSubstr("there is no key 7"));
}

TEST_F(KeysTest, ChecksTellWhatAKeyMayReadAndTakeOutWhatIsRefused) {
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  ASSERT_EQ(Add(kSecond).exit_code, 0);
  names_.unread["user"] = NamesAnswer::kRefused;
  provider_.refused_surfaces = {"costs"};
  const Said said = Run({"keys", "check", "1"});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, AllOf(HasSubstr("key 1 of openai (…abcd): may read usage"),
                              HasSubstr("list projects, list admin keys"), HasSubstr("costs: ")));
  revoked_ = {kFirst};
  const auto document = Json({"keys", "check"}, 77);
  EXPECT_EQ(document.at("exit_code"), 77);
  const auto& checks = document.at("checks").as_array();
  ASSERT_EQ(checks.size(), 2u);
  EXPECT_EQ(checks[0].at("usable"), false);
  EXPECT_EQ(checks[0].at("key").at("state"), "auth_failed");
  EXPECT_EQ(checks[0].at("successor").at("id"), 2);
  EXPECT_EQ(checks[1].at("usable"), true);
  EXPECT_EQ(checks[1].at("findings").at("may_read_usage"), true);
}

TEST_F(KeysTest, RemovingForgetsTheSecretForGood) {
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  EXPECT_EQ(Json({"keys", "remove", "1"}).at("changed"), true);
  EXPECT_EQ(Json({"keys", "remove", "1"}).at("changed"), false);
  EXPECT_THAT(Run({"keys", "list"}).out, HasSubstr("No key is stored"));
  EXPECT_THAT(States(), ElementsAre("1 openai revoked"));
  EXPECT_THAT(Run({"keys", "check", "1"}).err, HasSubstr("was removed"));
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  EXPECT_THAT(States(), ElementsAre("1 openai revoked", "2 openai active"));
}

TEST_F(KeysTest, KeyEncryptionKeysAreRotatedAndRetired) {
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  const std::string before = ReadFile(KekFile());
  const auto kept = Json({"keys", "rotate-kek", "--keep-old"});
  EXPECT_EQ(kept.at("made"), true);
  EXPECT_EQ(kept.at("resealed"), 1);
  EXPECT_EQ(kept.at("kept").as_array().size(), 1u);
  EXPECT_THAT(ReadFile(KekFile()), ::testing::EndsWith(before));
  const auto retired = Json({"keys", "retire-kek"});
  EXPECT_EQ(retired.at("retired"), kept.at("kept"));
  EXPECT_THAT(ReadFile(KekFile()), Not(HasSubstr(before)));
  EXPECT_EQ(Json({"keys", "list"}).at("keys").at(0).at("kek_id"), kept.at("kek_id"));
  EXPECT_EQ(Run({"keys", "check"}).exit_code, 0);
  // In one go.
  const auto again = Json({"keys", "rotate-kek"});
  EXPECT_EQ(again.at("retired").as_array().size(), 1u);
  EXPECT_EQ(Run({"keys", "check"}).exit_code, 0);
}

TEST_F(KeysTest, AKeyEncryptionKeyThatIsLostOrNotOursIsSaid) {
  ASSERT_EQ(Add(kFirst).exit_code, 0);
  const std::string kek = ReadFile(KekFile());
  std::filesystem::remove(KekFile());
  const Said lost = Add(kSecond);
  EXPECT_EQ(lost.exit_code, 78);
  EXPECT_THAT(lost.err, AllOf(HasSubstr("there is no key-encryption key"),
                              HasSubstr("key 1 of openai (…abcd) needs ")));
  EXPECT_FALSE(std::filesystem::exists(KekFile()));
  EXPECT_EQ(Run({"keys", "check"}).exit_code, 78);
  EXPECT_EQ(Backfill().exit_code, 78);
  variables_["COGNITRACK_KEK"] = KeyEncryptionKey::Random().ToBase64().Reveal();
  EXPECT_THAT(Run({"keys", "check"}).out, HasSubstr("cannot be opened (key-encryption key "));
  // The others go on; a new key is put under the one at hand.
  ASSERT_EQ(Add(kSecond, {"--source", "acme", "--no-check"}).exit_code, 0);
  const auto document = Json({"keys", "reseal"}, 70);
  EXPECT_EQ(document.at("failed").as_array().size(), 1u);
  variables_["COGNITRACK_KEK"] += " " + kek.substr(0, 44);
  EXPECT_EQ(Json({"keys", "reseal"}).at("resealed"), 1);
  const Said rotate = Run({"keys", "rotate-kek"});
  EXPECT_EQ(rotate.exit_code, 78);
  EXPECT_THAT(rotate.err, HasSubstr("COGNITRACK_KEK, which cannot be written"));
  EXPECT_THAT(Run({"config", "print"}).out, Not(HasSubstr(kek.substr(0, 20))));
}

}  // namespace
}  // namespace cognitrack
