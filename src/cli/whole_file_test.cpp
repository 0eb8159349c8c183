#include "cli/whole_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

std::string ReadAll(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(WholeFileTest, AppearsWholeWhenFinished) {
  const TemporaryDirectory directory;
  ASSERT_OK(WriteWholeFile(directory.File("out.md"), "all of it"));
  EXPECT_EQ(ReadAll(directory.File("out.md")), "all of it");
}

TEST(WholeFileTest, WhatIsNotFinishedLeavesThePlaceAsItWas) {
  const TemporaryDirectory directory;
  const std::string path = directory.Write("out.md", "before");
  {
    auto file = WholeFile::Create(path);
    ASSERT_OK(file);
    file->Write("half");
  }
  EXPECT_EQ(ReadAll(path), "before");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()),
                          std::filesystem::directory_iterator()),
            1);
}

TEST(WholeFileTest, APlaceThatDoesNotExistIsADiskError) {
  const TemporaryDirectory directory;
  EXPECT_THAT(WriteWholeFile(directory.File("no/such/out.md"), "x"),
              HasError(ErrorCode::kDisk, HasSubstr("cannot be written: No such file")));
}

}  // namespace
}  // namespace cognitrack
