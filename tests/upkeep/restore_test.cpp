// Restoring: a backup takes the ledger's place whole, and what it replaces is kept.
#include <fstream>

#include "tests/upkeep/upkeep_fixture.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

class RestoreTest : public UpkeepTest {
 protected:
  // A backup of a ledger, which goes on afterwards.
  std::string BackupThenMore() {
    Fill(path());
    const auto record = BackUp(*Reader(), place(), directory_.File("b.db"), parts_);
    EXPECT_OK(record);
    before_ = Dump(path());
    auto store = OpenStore(path());
    Commit(**store, "2026-03-09", 42);
    store->reset();
    after_ = Dump(path());
    EXPECT_NE(before_, after_);
    return record ? record->path : "";
  }
  // Without the run that the restore itself leaves.
  static std::string WithoutRestoreRun(std::string dump) {
    const std::size_t at = dump.find("run 2 restore ok rows 0\n");
    EXPECT_NE(at, std::string::npos) << dump;
    if (at != std::string::npos) dump.erase(at, 24);
    return dump;
  }
  Result<RestoreRecord> From(const std::string& backup) { return Restore(backup, place(), parts_); }

  std::string before_;
  std::string after_;
};

TEST_F(RestoreTest, BackupTakesThePlaceAndWhatWasThereIsKept) {
  const std::string backup = BackupThenMore();
  clock_.Advance(kSecondsPerHour);
  const auto record = From(backup);
  ASSERT_OK(record);
  EXPECT_TRUE(record->note_checked);
  EXPECT_EQ(record->summary, (LedgerSummary{1, 3, 1, 2, 3, 4, 1}));
  EXPECT_EQ(record->contents_compared, 3);
  EXPECT_EQ(WithoutRestoreRun(Dump(path())), before_);
  ASSERT_TRUE(record->kept.has_value());
  EXPECT_EQ(record->kept->path, path() + ".backup-20260401T130000Z-schema1.db");
  EXPECT_EQ(Dump(record->kept->path), after_);
}

TEST_F(RestoreTest, RunSaysWhatHappened) {
  const std::string backup = BackupThenMore();
  ASSERT_OK(From(backup));
  auto store = OpenStore(path());
  const auto runs = (*store)->Runs("", "restore", 0);
  ASSERT_OK(runs);
  ASSERT_EQ(runs->size(), 1u);
  EXPECT_EQ(runs->front().message, "from " + backup + ", revision 3; what was there before: " +
                                       path() + ".backup-20260401T120000Z-schema1.db");
}

TEST_F(RestoreTest, PlaceWithoutALedgerIsFilled) {
  const std::string backup = BackupThenMore();
  const DatabaseLocation fresh{DatabaseLocation::Kind::kSqlite, directory_.File("fresh.db")};
  const auto record = Restore(backup, fresh, parts_);
  ASSERT_OK(record);
  EXPECT_FALSE(record->kept.has_value());
  EXPECT_EQ(WithoutRestoreRun(Dump(fresh.path)), before_);
}

TEST_F(RestoreTest, BackAndForthIsTheSame) {
  const std::string backup = BackupThenMore();
  const auto there = From(backup);
  ASSERT_OK(there);
  const auto back = From(there->kept->path);
  ASSERT_OK(back);
  EXPECT_EQ(WithoutRestoreRun(Dump(path())), after_);
}

TEST_F(RestoreTest, WriterIsNeverReplacedUnderItsHands) {
  const std::string backup = BackupThenMore();
  auto writer = OpenStore(path());
  ASSERT_OK(writer);
  EXPECT_THAT(From(backup), HasError(ErrorCode::kTryLater, HasSubstr("nothing was stored")));
  writer->reset();
  EXPECT_EQ(Dump(path()), after_);
}

TEST_F(RestoreTest, ReaderGoesOnWithWhatItSaw) {
  const std::string backup = BackupThenMore();
  const auto reader = Reader();
  auto snapshot = reader->connection().BeginRead();
  ASSERT_OK(snapshot);
  const auto saw = reader->Summary();
  ASSERT_OK(saw);
  EXPECT_EQ(saw->windows, 3);
  ASSERT_OK(From(backup));
  EXPECT_THAT(reader->Summary(), IsOkAndHolds(*saw));
  ASSERT_OK(snapshot->Commit());
  EXPECT_EQ(reader->Summary()->windows, 2);
}

TEST_F(RestoreTest, FileThatChangedSinceItsNoteIsRefused) {
  const std::string backup = BackupThenMore();
  std::fstream file(backup, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-1, std::ios::end);
  file.put('x');
  file.close();
  EXPECT_THAT(From(backup), HasError(ErrorCode::kBadInput, HasSubstr("damaged or changed")));
  directory_.Write("b.db.sha256", "nonsense\n");
  EXPECT_THAT(From(backup), HasError(ErrorCode::kBadInput, HasSubstr("no line of sha256sum")));
  EXPECT_EQ(Dump(path()), after_);
}

TEST_F(RestoreTest, BackupWithoutANoteIsTakenAndTheRecordSaysSo) {
  const std::string backup = BackupThenMore();
  std::filesystem::remove(backup + ".sha256");
  const auto record = From(backup);
  ASSERT_OK(record);
  EXPECT_FALSE(record->note_checked);
}

TEST_F(RestoreTest, WhatIsNoLedgerIsRefused) {
  BackupThenMore();
  EXPECT_THAT(From(directory_.File("none.db")),
              HasError(ErrorCode::kUsage, HasSubstr("there is no such backup")));
  EXPECT_THAT(From(path()), HasError(ErrorCode::kUsage, HasSubstr("the ledger itself")));
  EXPECT_THAT(From(directory_.Write("text.db", std::string(5'000, 'x'))),
              HasError(ErrorCode::kDisk, HasSubstr("no SQLite database")));
  EXPECT_EQ(Dump(path()), after_);
}

TEST_F(RestoreTest, OlderSchemaIsRestoredAndNamed) {
  const std::string backup = BackupThenMore();
  known_ = LongerMigrations().size();
  ASSERT_OK(ChangeSchema(*Writer(), place(), {}, parts_));
  const auto record = From(backup);
  ASSERT_OK(record);
  EXPECT_EQ(record->summary.schema, 1);
  EXPECT_EQ(record->newest_schema, newest());
  EXPECT_EQ(HeldIn(path()), 1);
  EXPECT_EQ(HeldIn(record->kept->path), newest());
  ASSERT_OK(ChangeSchema(*Writer(), place(), {}, parts_));
  EXPECT_EQ(HeldIn(path()), newest());
}

TEST_F(RestoreTest, NewerSchemaIsRefused) {
  known_ = LongerMigrations().size();
  const std::string backup = BackupThenMore();
  known_ = 1;
  const DatabaseLocation fresh{DatabaseLocation::Kind::kSqlite, directory_.File("fresh.db")};
  EXPECT_THAT(Restore(backup, fresh, parts_),
              HasError(ErrorCode::kConfig, HasSubstr("newer than this program's")));
  EXPECT_FALSE(std::filesystem::exists(fresh.path));
}

TEST_F(RestoreTest, NoRoomToKeepWhatIsThereChangesNothing) {
  const std::string backup = BackupThenMore();
  parts_.free_bytes = [](const std::string&) { return std::uint64_t{0}; };
  EXPECT_THAT(From(backup), HasError(ErrorCode::kDisk, HasSubstr("0 MiB are free")));
  EXPECT_EQ(Dump(path()), after_);
}

}  // namespace
}  // namespace cognitrack
