// Settings by file as an operator meets them: what is in force, where it comes from, what is wrong.
#include "tests/command_line/command_line_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class SettingsFileCommands : public CommandLine {
 protected:
  std::string Origin(const std::string& file, std::string_view name) {
    const auto document = Json({"config", "print", "--config", file});
    for (const auto& setting : document.at("settings").as_array()) {
      if (setting.at("name").as_string() != name) continue;
      return std::string(setting.at("origin").as_string());
    }
    return "";
  }
};

TEST_F(SettingsFileCommands, PrintTellsWhereEachValueComesFrom) {
  const std::string file = Write("ct.toml", "burst = 7\n\ndb = \"sqlite:/elsewhere.db\"\n");
  EXPECT_EQ(Origin(file, "COGNITRACK_BURST"), file + ":1");
  EXPECT_EQ(Origin(file, "COGNITRACK_DB"), "environment");
  EXPECT_EQ(Origin(file, "COGNITRACK_CONFIG"), "--config");
  EXPECT_EQ(Origin(file, "COGNITRACK_READERS"), "default");
  EXPECT_EQ(Origin(file, "CRON_SECRET"), "not set");
}

TEST_F(SettingsFileCommands, AMistypedKeyEndsEveryVerb) {
  variables_["COGNITRACK_CONFIG"] = Write("ct.toml", "brust = 7\n");
  for (const char* verb : {"windows", "usage", "doctor"}) {
    const Said said = Run({verb});
    EXPECT_EQ(said.exit_code, 78) << verb;
    EXPECT_THAT(said.err, HasSubstr("ct.toml:1:1: there is no setting 'brust'; did you mean "
                                    "'burst'?"));
  }
  EXPECT_EQ(Json({"windows"}, 78).at("error").at("code"), "config");
}

TEST_F(SettingsFileCommands, CheckTellsEverythingThatIsWrong) {
  const std::string file = Write("ct.toml", "burst = 0\nreaders = 0\n");
  const Said said = Run({"config", "check", "--config", file});
  EXPECT_EQ(said.exit_code, 78);
  EXPECT_THAT(said.out,
              AllOf(HasSubstr(file + ":1: burst is '0'"), HasSubstr(file + ":2: readers is '0'")));
  const auto document = Json({"config", "check", "--config", file}, 78);
  EXPECT_EQ(document.at("ok"), false);
  EXPECT_EQ(document.at("faults").as_array().size(), 2u);
  EXPECT_EQ(document.at("files").at(0).as_string(), file);
  EXPECT_EQ(Run({"windows", "--config", file}).exit_code, 0)
      << "they concern pulls and the service";
}

TEST_F(SettingsFileCommands, CheckSaysWhatHolds) {
  const std::string file = Write("ct.toml", "readers = 2\n");
  EXPECT_EQ(Run({"config", "check", "--config", file}).out, "The settings of " + file + " hold.\n");
  EXPECT_EQ(Run({"config", "check"}).out, "The settings of the environment hold.\n");
  EXPECT_EQ(Json({"config", "check"}).at("ok"), true);
}

}  // namespace
}  // namespace cognitrack
