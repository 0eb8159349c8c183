#include "cli/version.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>
#include <string>

namespace cognitrack {
namespace {

TEST(VersionTest, TheProgramAndTheBuildSayTheSame) {
  std::ifstream in("CMakeLists.txt");
  if (!in) GTEST_SKIP() << "not run from the root of the repository";
  std::ostringstream text;
  text << in.rdbuf();
  EXPECT_THAT(text.str(),
              ::testing::HasSubstr("project(cognitrack VERSION " + std::string(kVersion) + " "));
}

}  // namespace
}  // namespace cognitrack
