#include "cli/settings.h"

#include <map>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Variables = std::map<std::string, std::string>;

Result<Settings> Resolve(const Variables& variables, const CommandOptions& options = {}) {
  TRY(SettingValues values,
      SettingValues::Read(SettingTable(), {options.config_file, ""},
                          [&variables](const std::string& name) -> std::optional<std::string> {
                            const auto found = variables.find(name);
                            if (found == variables.end()) return std::nullopt;
                            return found->second;
                          }));
  return ResolveSettings(options, std::make_shared<const SettingValues>(std::move(values)));
}

std::string PlaceOf(const Variables& variables, const CommandOptions& options = {}) {
  const auto settings = Resolve(variables, options);
  return settings ? settings->database.path : settings.error().message;
}

TEST(SettingsTest, ThePlaceOfTheLedgerHasAnOrderOfPrecedence) {
  Variables variables = {{"HOME", "/home/ann"}};
  EXPECT_EQ(PlaceOf(variables), "/home/ann/.local/share/cognitrack/ledger.sqlite");
  variables["XDG_DATA_HOME"] = "/data";
  EXPECT_EQ(PlaceOf(variables), "/data/cognitrack/ledger.sqlite");
  variables["COGNITRACK_DATA"] = "/srv/ct";
  EXPECT_EQ(PlaceOf(variables), "/srv/ct/ledger.sqlite");
  variables["COGNITRACK_DB"] = "sqlite:/srv/other.db";
  EXPECT_EQ(PlaceOf(variables), "/srv/other.db");
  CommandOptions options;
  options.database = "sqlite:mine.db";
  EXPECT_EQ(PlaceOf(variables, options), "mine.db");
}

TEST(SettingsTest, ARelativeXdgDirectoryCountsAsNotSet) {
  EXPECT_EQ(PlaceOf({{"HOME", "/h"}, {"XDG_DATA_HOME", "data"}}),
            "/h/.local/share/cognitrack/ledger.sqlite");
}

TEST(SettingsTest, ADirectoryIsMadeOnlyWhereThePlaceIsTheDefault) {
  EXPECT_EQ(Resolve({{"HOME", "/h"}})->data_directory, "/h/.local/share/cognitrack");
  EXPECT_EQ(Resolve({{"HOME", "/h"}, {"COGNITRACK_DB", "sqlite:/x/y.db"}})->data_directory, "");
}

TEST(SettingsTest, WithoutAnyPlaceTheErrorSaysHowToNameOne) {
  EXPECT_THAT(Resolve({}), HasError(ErrorCode::kConfig, HasSubstr("--db sqlite:PATH")));
}

TEST(SettingsTest, APlaceOfAnotherFormNamesWhereItWasSet) {
  EXPECT_THAT(Resolve({{"COGNITRACK_DB", "mysql://x"}}),
              HasError(ErrorCode::kConfig, HasSubstr("COGNITRACK_DB: ")));
}

TEST(SettingsTest, NumbersAreCheckedAsAWhole) {
  Variables variables = {{"HOME", "/h"}, {"COGNITRACK_REQUESTS_PER_MINUTE", "120"}};
  const auto settings = Resolve(variables);
  ASSERT_OK(settings);
  EXPECT_EQ(settings->provider.rate.per_minute, 120);
  EXPECT_EQ(settings->provider.rate.burst, 10);
  EXPECT_EQ(settings->provider.limits.body_bytes, 33'554'432u);
  for (const char* bad : {"0", "-5", "12x", "1.5", "1e9"}) {
    variables["COGNITRACK_REQUESTS_PER_MINUTE"] = bad;
    const auto faulty = Resolve(variables);
    ASSERT_OK(faulty) << "verbs that pull nothing do their work";
    ASSERT_TRUE(faulty->pull_fault.has_value()) << bad;
    EXPECT_EQ(faulty->pull_fault->code, ErrorCode::kConfig);
    EXPECT_THAT(faulty->pull_fault->message, HasSubstr("COGNITRACK_REQUESTS_PER_MINUTE is '"));
  }
  EXPECT_FALSE(settings->pull_fault.has_value());
}

TEST(SettingsTest, HowAServiceLogsIsTextOrJson) {
  const auto untold = Resolve({{"HOME", "/h"}});
  EXPECT_EQ(untold->service->log_format, std::nullopt);
  EXPECT_EQ(untold->service->log_level, LogLevel::kInfo);
  const auto told = Resolve(
      {{"HOME", "/h"}, {"COGNITRACK_LOG_FORMAT", "json"}, {"COGNITRACK_LOG_LEVEL", "warning"}});
  EXPECT_EQ(told->service->log_format, LogFormat::kJson);
  EXPECT_EQ(told->service->log_level, LogLevel::kWarning);
  EXPECT_THAT(
      Resolve({{"HOME", "/h"}, {"COGNITRACK_LOG_FORMAT", "xml"}})->service,
      HasError(ErrorCode::kConfig, "COGNITRACK_LOG_FORMAT is 'xml', but must be text or json"));
  EXPECT_THAT(Resolve({{"HOME", "/h"}, {"COGNITRACK_LOG_LEVEL", "all"}})->service,
              HasError(ErrorCode::kConfig, HasSubstr("COGNITRACK_LOG_LEVEL is 'all'")));
}

TEST(SettingsTest, TlsTakesACertificateAndItsKey) {
  const std::string certificate = "COGNITRACK_TLS_CERTIFICATE";
  const std::string key = "COGNITRACK_TLS_KEY";
  const std::string place = "COGNITRACK_DATA";
  const auto both = Resolve({{place, "/d"}, {certificate, "/c.pem"}, {key, "/k.pem"}});
  ASSERT_OK(both);
  ASSERT_OK(both->service);
  EXPECT_EQ(both->service->tls_certificate, "/c.pem");
  EXPECT_EQ(both->service->tls_key, "/k.pem");
  for (const std::string& alone : {certificate, key}) {
    const auto one = Resolve({{place, "/d"}, {alone, "/x.pem"}});
    ASSERT_OK(one);
    EXPECT_THAT(one->service,
                HasError(ErrorCode::kConfig, HasSubstr(alone + " is set without " +
                                                       (alone == key ? certificate : key))));
  }
}

TEST(SettingsTest, ProxiesAreAddresses) {
  const auto named = Resolve(
      {{"COGNITRACK_DATA", "/d"}, {"COGNITRACK_PROXIES", "127.0.0.1, ::FFFF:10.0.0.7,FD00::7"}});
  ASSERT_OK(named);
  ASSERT_OK(named->service);
  EXPECT_THAT(named->service->proxies, ::testing::ElementsAre("127.0.0.1", "10.0.0.7", "fd00::7"));
  const auto wrong = Resolve({{"COGNITRACK_DATA", "/d"}, {"COGNITRACK_PROXIES", "proxy.example"}});
  ASSERT_OK(wrong);
  EXPECT_THAT(wrong->service,
              HasError(ErrorCode::kConfig, HasSubstr("COGNITRACK_PROXIES has 'proxy.example'")));
}

TEST(SettingsTest, TheKeyIsMaskedWhereItIsShown) {
  const std::string key = "sk-admin-0123456789abcdefWXYZ";
  const auto settings = Resolve({{"HOME", "/h"}, {"OPENAI_ADMIN_KEY", key}});
  ASSERT_OK(settings);
  EXPECT_EQ(settings->provider.admin_key.Reveal(), key);
  for (const EffectiveSetting& setting : settings->effective) {
    EXPECT_THAT(setting.value, Not(HasSubstr("0123456789"))) << setting.spec->name;
    if (setting.spec->name == "OPENAI_ADMIN_KEY") {
      EXPECT_EQ(setting.value, "sk-admin-…WXYZ");
      EXPECT_EQ(setting.origin, "environment");
    }
  }
}

TEST(SettingsTest, AShortKeyShowsNothingOfItself) {
  const auto settings = Resolve({{"HOME", "/h"}, {"OPENAI_ADMIN_KEY", "sk-short"}});
  ASSERT_OK(settings);
  for (const EffectiveSetting& setting : settings->effective) {
    EXPECT_THAT(setting.value, Not(HasSubstr("short"))) << setting.spec->name;
  }
}

TEST(SettingsTest, TheSourceIsTheProvidersNameUnlessGiven) {
  EXPECT_EQ(Resolve({{"HOME", "/h"}})->source, "openai");
  EXPECT_FALSE(Resolve({{"HOME", "/h"}})->source_given);
  CommandOptions options;
  options.source = "acme";
  EXPECT_EQ(Resolve({{"HOME", "/h"}}, options)->source, "acme");
  EXPECT_TRUE(Resolve({{"HOME", "/h"}}, options)->source_given);
}

}  // namespace
}  // namespace cognitrack
