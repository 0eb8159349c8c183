#include "server/open_files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace cognitrack {
namespace {

class OpenFilesTest : public ::testing::Test {
 protected:
  OpenFilesTest() { getrlimit(RLIMIT_NOFILE, &before_); }
  ~OpenFilesTest() override { setrlimit(RLIMIT_NOFILE, &before_); }
  void Set(rlim_t soft) {
    const rlimit limit{soft, before_.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  static rlim_t Soft() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
  }
  rlimit before_{};
};

TEST_F(OpenFilesTest, AreRaisedToWhatIsWantedAndAllowed) {
  Set(256);
  EXPECT_EQ(RaiseOpenFiles(300), 300U);
  EXPECT_EQ(Soft(), 300U);
  EXPECT_EQ(RaiseOpenFiles(static_cast<std::size_t>(before_.rlim_max) + 1), before_.rlim_max);
}

TEST_F(OpenFilesTest, AreNeverLowered) {
  Set(512);
  EXPECT_EQ(RaiseOpenFiles(300), 512U);
  EXPECT_EQ(Soft(), 512U);
}

}  // namespace
}  // namespace cognitrack
