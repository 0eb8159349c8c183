// Backups: whole, checked, never over another file, of one moment of a ledger that others write.
#include <sys/stat.h>

#include <fstream>

#include "tests/upkeep/upkeep_fixture.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class BackupTest : public UpkeepTest {
 protected:
  Result<BackupRecord> Back(const std::optional<std::string>& out = std::nullopt) {
    return BackUp(*Reader(), place(), out, parts_);
  }
  static std::string Text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
};

TEST_F(BackupTest, HoldsEverythingBesideTheLedgerForItsOwnerAlone) {
  Fill(path());
  const auto record = Back();
  ASSERT_OK(record);
  EXPECT_EQ(record->path, path() + ".backup-20260401T120000Z-schema1.db");
  EXPECT_EQ(record->summary, (LedgerSummary{1, 3, 1, 2, 3, 4, 1}));
  EXPECT_EQ(record->contents_compared, 3);
  EXPECT_EQ(Dump(record->path), Dump(path()));
  struct stat status = {};
  ASSERT_EQ(stat(record->path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(BackupTest, NoteIsOneThatSha256sumReads) {
  Fill(path());
  const auto record = Back(directory_.File("b.db"));
  ASSERT_OK(record);
  EXPECT_EQ(ToHex(record->digest.sha256), ToHex(Sha256(Text(record->path))));
  EXPECT_EQ(record->digest.bytes, Text(record->path).size());
  EXPECT_EQ(
      Text(record->note_path),
      "# CogniTrack backup: schema 1, revision 3\n# windows 2, contents 3, rows 4, runs 1, bytes " +
          std::to_string(record->digest.bytes) + "\n" + ToHex(record->digest.sha256) + "  b.db\n");
  EXPECT_THAT(NotedSha256(record->path), IsOkAndHolds(ToHex(record->digest.sha256)));
  EXPECT_THAT(Files(), ElementsAre("b.db", "b.db.sha256", "ledger.db", "ledger.db.lock"));
}

TEST_F(BackupTest, NeverOverwrites) {
  Fill(path());
  const std::string taken = directory_.Write("taken.db", "mine");
  EXPECT_THAT(Back(taken), HasError(ErrorCode::kUsage, HasSubstr("never overwritten")));
  EXPECT_EQ(Text(taken), "mine");
  const std::string noted = directory_.Write("b.db.sha256", "mine");
  EXPECT_THAT(Back(directory_.File("b.db")), HasError(ErrorCode::kUsage, HasSubstr("b.db.sha256")));
  EXPECT_FALSE(std::filesystem::exists(directory_.File("b.db")));
  EXPECT_EQ(Text(noted), "mine");
  ASSERT_OK(Back());
  const auto second = Back();
  ASSERT_OK(second);
  EXPECT_THAT(second->path, EndsWith("-schema1-2.db"));
  EXPECT_THAT(Back(directory_.File("none/b.db")),
              HasError(ErrorCode::kUsage, HasSubstr("no such directory")));
}

TEST_F(BackupTest, NoRoomIsToldBeforeAnythingIsWritten) {
  Fill(path());
  parts_.free_bytes = [](const std::string&) { return std::uint64_t{1 << 20}; };
  EXPECT_THAT(Back(), HasError(ErrorCode::kDisk, HasSubstr("1 MiB are free; make room")));
  EXPECT_THAT(Files(), ElementsAre("ledger.db", "ledger.db.lock"));
}

TEST_F(BackupTest, NothingIsNothingToBackUp) {
  EXPECT_THAT(Back(), HasError(ErrorCode::kConfig, HasSubstr("nothing to back up")));
  EXPECT_THAT(Files(), ElementsAre());
}

// The opener is called between the copy and its comparison: somebody writes just then.
TEST_F(BackupTest, LedgerThatGoesOnMeanwhileIsComparedAsItWas) {
  Fill(path());
  const std::string before = Dump(path());
  const SchemaOpener meanwhile = [this](const DatabaseLocation& location, DatabaseAccess access) {
    auto store = OpenStore(path());
    EXPECT_OK(store);
    Commit(**store, "2026-03-06", 99);
    Commit(**store, "2026-03-07", 5);
    return open_(location, access);
  };
  const BackupParts parts{clock_, meanwhile, parts_.free_bytes};
  const auto record = BackUp(*Reader(), place(), std::nullopt, parts);
  ASSERT_OK(record);
  EXPECT_EQ(record->summary.revision, 3);
  EXPECT_EQ(Dump(record->path), before);
  EXPECT_NE(Dump(path()), before);
}

// A copy that is not what was copied must not become a backup.
TEST_F(BackupTest, CopyThatDiffersIsNotKept) {
  Fill(path());
  for (const std::string damage :
       {"UPDATE windows SET content_hash = zeroblob(32) WHERE window_start = 1772668800",
        "UPDATE windows SET row_count = 9 WHERE window_start = 1772755200",
        "DELETE FROM windows WHERE window_start = 1772755200",
        "UPDATE window_history SET content_hash = zeroblob(32)", "DELETE FROM window_history"}) {
    const SchemaOpener damaging = [&](const DatabaseLocation& location, DatabaseAccess access) {
      {
        auto session = OpenSqliteSession(location.path, SqliteMode::kWrite);
        EXPECT_OK(session);
        EXPECT_OK((*session)->Execute(damage));
      }
      return open_(location, access);
    };
    const BackupParts parts{clock_, damaging, parts_.free_bytes};
    EXPECT_THAT(BackUp(*Reader(), place(), std::nullopt, parts),
                HasError(ErrorCode::kInvariant, HasSubstr("not what was copied")))
        << damage;
    EXPECT_THAT(Files(), ElementsAre("ledger.db", "ledger.db.lock"));
  }
}

}  // namespace
}  // namespace cognitrack
