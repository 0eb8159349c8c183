#include "cli/help.h"

#include <gmock/gmock.h>

#include <sstream>

#include "cli/display_text.h"
#include "cli/verb_table.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

void ExpectNoLineWiderThan(int width, const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(DisplayWidth(line), width) << line;
  }
}

TEST(HelpTest, TheOverviewNamesEveryVerbAndFitsATerminal) {
  const std::string help = OverviewHelp(TextStyle(false), 80);
  for (const VerbSpec& verb : Verbs()) {
    EXPECT_THAT(help, HasSubstr("  " + std::string(verb.name) + " "));
    EXPECT_THAT(help, HasSubstr(std::string(verb.group)));
  }
  ExpectNoLineWiderThan(80, help);
}

TEST(HelpTest, EveryVerbSaysWhatItDoesHowAndWithWhatExitCode) {
  for (const VerbSpec& verb : Verbs()) {
    const std::string help = VerbHelp(verb.name, TextStyle(false), 80);
    EXPECT_GE(verb.paragraph.size(), 20u) << verb.name;
    ASSERT_FALSE(verb.examples.empty()) << verb.name;
    for (const std::string_view example : verb.examples) {
      EXPECT_THAT(example, HasSubstr("cognitrack " + std::string(verb.name)));
    }
    for (const OptionSpec& option : verb.options) {
      EXPECT_THAT(help, HasSubstr(std::string(option.name))) << verb.name;
    }
    EXPECT_THAT(help, HasSubstr("Exit codes\n")) << verb.name;
    EXPECT_THAT(help, HasSubstr("--json")) << verb.name;
    ExpectNoLineWiderThan(88, help);
  }
}

TEST(HelpTest, ThePrefixOfVerbsListsThem) {
  EXPECT_THAT(VerbHelp("config", TextStyle(false), 80), HasSubstr("config print"));
  EXPECT_THAT(VerbHelp("parity", TextStyle(false), 80), HasSubstr("parity sign"));
}

}  // namespace
}  // namespace cognitrack
