#include "cli/man_page.h"

#include <gmock/gmock.h>

#include <sstream>

#include "cli/verb_table.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '-' ? std::string("\\-") : std::string(1, c);
  return escaped;
}

TEST(ManPageTest, HasEveryVerbAndOptionOfTheTable) {
  const std::string page = ManPage();
  EXPECT_THAT(page, StartsWith(".TH COGNITRACK 1 "));
  for (const VerbSpec& verb : Verbs()) {
    const std::size_t at = page.find("\n.SS " + Escaped(verb.name) + "\n");
    ASSERT_NE(at, std::string::npos) << verb.name;
    const std::string section = page.substr(at, page.find("\n.S", at + 1) - at);
    for (const OptionSpec& option : verb.options) {
      EXPECT_THAT(section, HasSubstr("\\fR")) << option.name;
      EXPECT_THAT(section, HasSubstr(Escaped(option.name) + "\\fR")) << verb.name;
    }
  }
  EXPECT_THAT(page, HasSubstr("\\fBCOGNITRACK_LISTEN\\fR"));
}

// What begins with a dot or a quote is a request to roff, and a backslash begins another one.
TEST(ManPageTest, OnlyItsOwnRequestsAreInIt) {
  std::istringstream lines(ManPage());
  for (std::string line; std::getline(lines, line);) {
    EXPECT_FALSE(line.empty());
    EXPECT_NE(line.front(), '\'') << line;
    if (line.front() == '.') {
      EXPECT_THAT(line, ::testing::MatchesRegex("\\.(TH|SH|SS|TP|PP|nf|fi|B|I)( .*)?")) << line;
    }
    for (std::size_t at = line.find('\\'); at != std::string::npos; at = line.find('\\', at + 2)) {
      EXPECT_THAT(std::string("e-f(&"), HasSubstr(std::string(1, line[at + 1]))) << line;
    }
  }
}

}  // namespace
}  // namespace cognitrack
