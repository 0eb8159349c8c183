// Settings by file: what a file may hold, who may read it, and what comes before what.
#include "cli/settings_file.h"

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <map>

#include "cli/settings.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kSecret = "canary-of-a-secret-" + std::string(32, 's');

class SettingsFileTest : public ::testing::Test {
 protected:
  Result<Settings> Resolve() {
    TRY(SettingValues values,
        SettingValues::Read(SettingTable(), {options_.config_file, system_},
                            [this](const std::string& name) -> std::optional<std::string> {
                              const auto found = variables_.find(name);
                              if (found == variables_.end()) return std::nullopt;
                              return found->second;
                            }));
    return ResolveSettings(options_, std::make_shared<const SettingValues>(std::move(values)));
  }
  // The file that --config names.
  void Config(const std::string& text, mode_t mode = 0600) {
    options_.config_file = File("own.toml", text, mode);
  }
  std::string File(const std::string& name, const std::string& text, mode_t mode = 0600) {
    const std::string path = directory_.Write(name, text);
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }
  static EffectiveSetting Shown(const Settings& settings, std::string_view name) {
    for (const EffectiveSetting& setting : settings.effective) {
      if (setting.spec->name == name) return setting;
    }
    ADD_FAILURE() << name << " is no setting";
    return {};
  }

  TemporaryDirectory directory_;
  std::string system_;
  std::map<std::string, std::string> variables_{{"HOME", directory_.File("home")}};
  CommandOptions options_;
};

TEST_F(SettingsFileTest, AnOptionComesBeforeTheEnvironmentThatBeforeTheFileThatBeforeDefaults) {
  Config("# of the team\ndb = \"sqlite:/file.db\"\nreaders = 7\n");
  const auto by_file = Resolve();
  ASSERT_OK(by_file);
  EXPECT_EQ(by_file->database.path, "/file.db");
  EXPECT_EQ(Shown(*by_file, "COGNITRACK_DB").origin, *options_.config_file + ":2");
  EXPECT_EQ(by_file->service->readers, 7);
  EXPECT_EQ(Shown(*by_file, "COGNITRACK_READERS").value, "7");
  EXPECT_EQ(Shown(*by_file, "COGNITRACK_READERS").origin, *options_.config_file + ":3");
  EXPECT_EQ(Shown(*by_file, "COGNITRACK_CONFIG").origin, "--config");
  EXPECT_EQ(Shown(*by_file, "COGNITRACK_BURST").origin, "default");

  variables_["COGNITRACK_DB"] = "sqlite:/environment.db";
  const auto by_environment = Resolve();
  ASSERT_OK(by_environment);
  EXPECT_EQ(by_environment->database.path, "/environment.db");
  EXPECT_EQ(Shown(*by_environment, "COGNITRACK_DB").origin, "environment");

  options_.database = "sqlite:/option.db";
  const auto by_option = Resolve();
  ASSERT_OK(by_option);
  EXPECT_EQ(by_option->database.path, "/option.db");
  EXPECT_EQ(Shown(*by_option, "COGNITRACK_DB").origin, "--db");
}

TEST_F(SettingsFileTest, EveryKindOfValueArrivesAsTheEnvironmentWouldHaveIt) {
  Config(
      "bill_day_band = 0.25\nbill_month_band = 3\nretention_days = 35\n"
      "enable_daily_usage_windows = false\nlisten = \"127.0.0.1:9\"\n");
  const auto settings = Resolve();
  ASSERT_OK(settings);
  EXPECT_EQ(ToText(settings->bill_bands.day), "0.25");
  EXPECT_EQ(ToText(settings->bill_bands.month), "3");
  EXPECT_EQ(settings->retention_days, 35);
  EXPECT_FALSE(settings->daily_windows->is_on);
  EXPECT_EQ(settings->service->listen, "127.0.0.1:9");
}

TEST_F(SettingsFileTest, TheUsersFileComesBeforeTheSystems) {
  system_ = File("system.toml", "readers = 2\nburst = 3\n");
  std::filesystem::create_directories(directory_.path() / "home/.config/cognitrack");
  const std::string own = File("home/.config/cognitrack/cognitrack.toml", "readers = 5\n");
  const auto settings = Resolve();
  ASSERT_OK(settings);
  EXPECT_EQ(settings->service->readers, 5);
  EXPECT_EQ(settings->provider.rate.burst, 3);
  EXPECT_EQ(Shown(*settings, "COGNITRACK_BURST").origin, system_ + ":2");
  EXPECT_EQ(Shown(*settings, "COGNITRACK_CONFIG").value, system_ + ", " + own);

  variables_["XDG_CONFIG_HOME"] = directory_.File("elsewhere");
  EXPECT_EQ(Resolve()->service->readers, 2) << "the file of another place counts no more";
  variables_["COGNITRACK_CONFIG"] = own;
  EXPECT_EQ(Resolve()->service->readers, 5);
  EXPECT_EQ(Resolve()->provider.rate.burst, 10) << "a file that is named is the only one";
}

TEST_F(SettingsFileTest, ADirectoryOfTheEnvironmentComesBeforeALedgerOfAFile) {
  Config("db = \"sqlite:/file.db\"\n");
  variables_["COGNITRACK_DATA"] = "/srv/ct";
  const auto settings = Resolve();
  ASSERT_OK(settings);
  EXPECT_EQ(settings->database.path, "/srv/ct/ledger.sqlite");
  EXPECT_EQ(Shown(*settings, "COGNITRACK_DB").origin, "default");
}

TEST_F(SettingsFileTest, AFileThatIsNamedMustBeThere) {
  options_.config_file = directory_.File("none.toml");
  EXPECT_THAT(Resolve(), HasError(ErrorCode::kConfig, HasSubstr("none.toml: cannot be read")));
  options_.config_file.reset();
  system_ = directory_.File("none.toml");
  EXPECT_OK(Resolve());
}

TEST_F(SettingsFileTest, WhatIsWrongInAFileIsToldWithItsPlace) {
  const struct {
    std::string text;
    std::string message;
  } cases[] = {
      {"listne = \"127.0.0.1:1\"\n",
       "own.toml:1:1: there is no setting 'listne'; did you mean "
       "'listen'?"},
      {"\n  xdg_data_home = \"/x\"\n", "own.toml:2:3: there is no setting 'xdg_data_home'"},
      {"readers = \"4\"\n", "own.toml:1:11: readers must be a number without quotes"},
      {"listen = 8790\n", "own.toml:1:10: listen must be a text in quotes"},
      {"enable_daily_usage_windows = \"yes\"\n",
       "own.toml:1:30: enable_daily_usage_windows must be true or false"},
      {"listen = [\"127.0.0.1:1\"]\n", "own.toml:1:10: listen must be a text in quotes"},
      {"[service]\nlisten = \"127.0.0.1:1\"\n", "own.toml:1:2: there is no setting 'service'"},
      {"readers = 1\nreaders = 2\n", "own.toml:2:"},
      {"readers = \n", "own.toml:1:"},
  };
  for (const auto& one : cases) {
    Config(one.text);
    EXPECT_THAT(Resolve(), HasError(ErrorCode::kConfig, HasSubstr(one.message))) << one.text;
  }
}

TEST_F(SettingsFileTest, AValueOutOfItsRangeNamesItsLine) {
  Config("\nlease_seconds = 1\n");
  EXPECT_THAT(Resolve(), HasError(ErrorCode::kConfig,
                                  HasSubstr("own.toml:2: lease_seconds is '1', but must")));
}

TEST_F(SettingsFileTest, AFileWithASecretIsClosedToOthers) {
  for (const std::string& line :
       {"cron_secret = \"" + kSecret + "\"\n", std::string("openai_admin_key = \"sk-admin-x\"\n"),
        std::string("db = \"postgresql://ann:pass@localhost/ledger\"\n")}) {
    Config(line, 0644);
    const auto open = Resolve();
    EXPECT_THAT(open, HasError(ErrorCode::kConfig,
                               AllOf(HasSubstr("own.toml: holds a secret"), HasSubstr("0644"),
                                     Not(HasSubstr("canary")), Not(HasSubstr("pass@")))));
    Config(line, 0640);
    EXPECT_OK(Resolve()) << "a group may read it, as the package's";
  }
  Config("readers = 4\ndb = \"postgresql://ann@localhost/ledger\"\ncron_secret = \"\"\n", 0644);
  EXPECT_OK(Resolve()) << "nothing of it is secret";
}

TEST_F(SettingsFileTest, ASecretMayStandInAFileOfItsOwn) {
  const std::string secret = File("cron_secret", kSecret + "\n", 0400);
  Config("cron_secret_file = \"" + secret + "\"\n", 0644);
  const auto by_file = Resolve();
  ASSERT_OK(by_file);
  EXPECT_EQ(by_file->service->cron_secret.Reveal(), kSecret);
  EXPECT_EQ(Shown(*by_file, "CRON_SECRET").origin, secret + " (" + *options_.config_file + ":1)");
  EXPECT_EQ(Shown(*by_file, "CRON_SECRET").value, "…");

  variables_["CRON_SECRET_FILE"] = File("other", "other-" + kSecret, 0400);
  EXPECT_EQ(Resolve()->service->cron_secret.Reveal(), "other-" + kSecret);
  variables_["CRON_SECRET"] = kSecret;
  EXPECT_THAT(Resolve(), HasError(ErrorCode::kConfig, HasSubstr("CRON_SECRET_FILE are both set")));
}

TEST_F(SettingsFileTest, AFileOfASecretIsLookedAtAsClosely) {
  variables_["CRON_SECRET_FILE"] = File("open", kSecret, 0604);
  EXPECT_THAT(Resolve(), HasError(ErrorCode::kConfig,
                                  AllOf(HasSubstr("CRON_SECRET_FILE: "), HasSubstr("0604"))));
  variables_["CRON_SECRET_FILE"] = File("empty", "\n", 0600);
  EXPECT_THAT(Resolve(), HasError(ErrorCode::kConfig, HasSubstr("is empty")));
  variables_["CRON_SECRET_FILE"] = directory_.File("none");
  EXPECT_THAT(Resolve(), HasError(ErrorCode::kConfig, HasSubstr("cannot be read")));
  variables_.erase("CRON_SECRET_FILE");
  Config("api_token = \"" + kSecret + "\"\napi_token_file = \"/x\"\n");
  EXPECT_THAT(Resolve(), HasError(ErrorCode::kConfig,
                                  HasSubstr("api_token (line 1) and api_token_file (line 2)")));
}

// docs/SETTINGS.md is written by hand around the table; its rows are these.
TEST(SettingsPageTest, TellsOfEverySettingAsTheTableHasIt) {
  std::ifstream in("docs/SETTINGS.md");
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  for (const SettingSpec& spec : SettingTable()) {
    std::string key = spec.in_file ? "`" + FileKeyOf(spec) + "`" : "—";
    if (spec.secret) key += ", `" + FileKeyOf(spec) + "_file`";
    std::string name = "`" + std::string(spec.name) + "`";
    if (spec.secret) name += ", `…_FILE`";
    const std::string value =
        spec.default_value.empty() ? "—" : "`" + std::string(spec.default_value) + "`";
    EXPECT_THAT(page, HasSubstr("| " + key + " | " + name + " | " + value + " | " +
                                std::string(spec.text) + " |\n"));
  }
}

}  // namespace
}  // namespace cognitrack
