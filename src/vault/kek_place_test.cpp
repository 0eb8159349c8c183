#include "vault/kek_place.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"
#include "vault/kek_command.h"
#include "vault/kek_file.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class KekPlaceTest : public ::testing::Test {
 protected:
  std::string WriteKek(const std::string& name, mode_t mode) {
    const std::string path = directory_.Write(name, kek_.ToBase64().Reveal() + "\n");
    chmod(path.c_str(), mode);
    return path;
  }
  static mode_t ModeOf(const std::string& path) {
    struct stat found = {};
    EXPECT_EQ(stat(path.c_str(), &found), 0);
    return found.st_mode & 07777;
  }
  static Result<std::optional<KeyEncryptionKeys>> Read(KekSettings settings) {
    TRY(const KekPlace place, KekPlace::Of(std::move(settings)));
    return place.Read();
  }

  TemporaryDirectory directory_;
  const KeyEncryptionKey kek_ = KeyEncryptionKey::Random();
};

TEST_F(KekPlaceTest, AFileOfItsOwnersAloneIsTaken) {
  for (const mode_t mode : {0600U, 0400U}) {
    KekSettings settings;
    settings.file = WriteKek("kek", mode);
    const auto keys = Read(settings);
    ASSERT_OK(keys);
    ASSERT_TRUE(keys->has_value());
    EXPECT_EQ((*keys)->first().id(), kek_.id());
    fs::remove(*settings.file);
  }
}

TEST_F(KekPlaceTest, AFileThatOthersMayGetAtIsRefusedWithPathAndMode) {
  for (const auto& [mode, text] :
       {std::pair{0640U, "0640"}, {0604U, "0604"}, {0660U, "0660"}, {0601U, "0601"}}) {
    KekSettings settings;
    settings.file = WriteKek("kek", mode);
    EXPECT_THAT(Read(settings),
                HasError(ErrorCode::kConfig,
                         AllOf(HasSubstr(*settings.file), HasSubstr(std::string("mode ") + text))));
  }
}

TEST_F(KekPlaceTest, AFileOfAnotherUserIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  KekSettings settings;
  settings.file = WriteKek("kek", 0600);
  ASSERT_EQ(chown(settings.file->c_str(), 12'345, static_cast<gid_t>(-1)), 0);
  EXPECT_THAT(Read(settings), HasError(ErrorCode::kConfig, HasSubstr("belongs to user 12345")));
}

TEST_F(KekPlaceTest, ANamedFileMustBeThereTheOwnOneMayBeAbsent) {
  KekSettings settings;
  settings.own_file = directory_.File("own");
  const auto none = Read(settings);
  ASSERT_OK(none);
  EXPECT_FALSE(none->has_value());
  settings.file = directory_.File("named");
  EXPECT_THAT(Read(settings), HasError(ErrorCode::kConfig, HasSubstr("no such file")));
  settings.file = directory_.path().string();
  EXPECT_THAT(Read(settings), HasError(ErrorCode::kConfig, HasSubstr("no file there")));
}

TEST_F(KekPlaceTest, OnlyOnePlaceCanBeNamed) {
  KekSettings settings;
  settings.file = "a";
  settings.value = kek_.ToBase64();
  EXPECT_THAT(Read(settings), HasError(ErrorCode::kConfig, HasSubstr("2 are set")));
}

TEST_F(KekPlaceTest, TheEnvironmentsIsChecked) {
  KekSettings settings;
  settings.value = kek_.ToBase64();
  EXPECT_EQ((*Read(settings))->first().id(), kek_.id());
  settings.value = Secret("too short");
  EXPECT_THAT(Read(settings), HasError(ErrorCode::kConfig, AllOf(HasSubstr("COGNITRACK_KEK: "),
                                                                 Not(HasSubstr("too short")))));
}

TEST_F(KekPlaceTest, AFileIsMadeOnceAndReplacedWhole) {
  const std::string path = directory_.File("kek");
  ASSERT_OK(MakeKekFile(path, KeyEncryptionKeys(kek_)));
  EXPECT_EQ(ModeOf(path), 0600u);
  EXPECT_THAT(MakeKekFile(path, KeyEncryptionKeys(KeyEncryptionKey::Random())),
              HasError(ErrorCode::kTryLater, HasSubstr(path)));
  EXPECT_EQ((*ReadKekFile(path))->first().id(), kek_.id());
  const KeyEncryptionKey newest = KeyEncryptionKey::Random();
  ASSERT_OK(ReplaceKekFile(path, KeyEncryptionKeys(kek_).Behind(newest)));
  EXPECT_EQ(ModeOf(path), 0600u);
  EXPECT_EQ((*ReadKekFile(path))->first().id(), newest.id());
  EXPECT_EQ((*ReadKekFile(path))->all().size(), 2u);
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_.path()), fs::directory_iterator()), 1);
  EXPECT_THAT(MakeKekFile(directory_.File("no/kek"), KeyEncryptionKeys(kek_)),
              HasError(ErrorCode::kDisk, HasSubstr("no/kek")));
}

TEST_F(KekPlaceTest, ACommandPrintsIt) {
  const std::string path = WriteKek("kek", 0600);
  KekSettings settings;
  settings.command = "cat  " + path;
  const auto keys = Read(settings);
  ASSERT_OK(keys);
  EXPECT_EQ((*keys)->first().id(), kek_.id());
}

TEST_F(KekPlaceTest, ACommandIsNoShellAndIsBounded) {
  const std::string path = WriteKek("kek", 0600);
  EXPECT_THAT(KeksOfCommand("cat " + path + "; true"),
              HasError(ErrorCode::kConfig, HasSubstr("cat ended with exit code 1")));
  EXPECT_THAT(KeksOfCommand("/nowhere/program"),
              HasError(ErrorCode::kConfig, HasSubstr("/nowhere/program cannot be started")));
  EXPECT_THAT(KeksOfCommand("  "), HasError(ErrorCode::kConfig, HasSubstr("names no program")));
  EXPECT_THAT(KeksOfCommand("sleep 60", {std::chrono::milliseconds(100), 100}),
              HasError(ErrorCode::kConfig, HasSubstr("sleep takes too long")));
  EXPECT_THAT(KeksOfCommand("yes", {std::chrono::milliseconds(10'000), 100}),
              HasError(ErrorCode::kConfig, HasSubstr("yes prints more")));
  EXPECT_THAT(KeksOfCommand("echo secret-of-another-kind"),
              HasError(ErrorCode::kConfig,
                       AllOf(HasSubstr("32 bytes"), Not(HasSubstr("secret-of-another")))));
  EXPECT_THAT(KeksOfCommand("cat"), HasError(ErrorCode::kConfig, HasSubstr("empty")));
}

}  // namespace
}  // namespace cognitrack
