// Files and directories that may not be written. As root nothing is forbidden, so the tests run in
// a child process with another user's rights.
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "store/sqlite/sqlite_ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/window_table.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kNobody = 65'534;

class SqlitePermissionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(directory_.path() / "data");
    auto store = OpenSqliteLedger(path_, DatabaseAccess::kWrite, clock_);
    ASSERT_OK(store);
    const auto source = (*store)->EnsureSource("openai", "openai");
    ASSERT_OK(source);
    fs::permissions(directory_.path(), fs::perms(0755));
    fs::permissions(path_, fs::perms(0644));
    fs::permissions(directory_.path() / "data", fs::perms(0755));
  }
  void TearDown() override { fs::permissions(directory_.path() / "data", fs::perms(0755)); }

  // Runs `check` without root's rights; true where it returned true.
  static bool WithoutRights(const std::function<bool()>& check) {
    const pid_t child = fork();
    if (child == 0) {
      if (getuid() == 0 &&
          (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 || setuid(kNobody) != 0)) {
        _exit(2);
      }
      _exit(check() ? 0 : 1);
    }
    int status = 0;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  bool Refuses(DatabaseAccess access, std::string_view why) {
    const auto store = OpenSqliteLedger(path_, access, clock_);
    return !store && store.error().code == ErrorCode::kConfig &&
           store.error().message.find(path_) != std::string::npos &&
           store.error().message.find(why) != std::string::npos;
  }

  FakeClock clock_{1'775'044'800};
  TemporaryDirectory directory_;
  std::string path_ = (directory_.path() / "data" / "ledger.db").string();
};

TEST_F(SqlitePermissionTest, DirectoryThatMayNotBeWrittenIsReadAndNotWritten) {
  fs::permissions(directory_.path() / "data", fs::perms(0555));
  EXPECT_TRUE(WithoutRights([this] {
    const auto store = OpenSqliteLedger(path_, DatabaseAccess::kRead, clock_);
    const auto sources = store ? (*store)->Sources() : store.error();
    return sources && sources->size() == 1;
  }));
  EXPECT_TRUE(
      WithoutRights([this] { return Refuses(DatabaseAccess::kWrite, "Permission denied"); }));
}

TEST_F(SqlitePermissionTest, FileThatMayNotBeWrittenIsRefusedForWriting) {
  fs::permissions(path_, fs::perms(0444));
  fs::permissions(directory_.path() / "data", fs::perms(0777));
  fs::remove(path_ + ".lock");
  EXPECT_TRUE(
      WithoutRights([this] { return Refuses(DatabaseAccess::kWrite, "may not be written"); }));
}

TEST_F(SqlitePermissionTest, FileThatMayNotBeReadIsRefused) {
  fs::permissions(path_, fs::perms(0000));
  EXPECT_TRUE(WithoutRights([this] { return Refuses(DatabaseAccess::kRead, "cannot be opened"); }));
}

}  // namespace
}  // namespace cognitrack
