#include "store/sqlite/sqlite_ledger.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "store/sqlite/sqlite_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/window_table.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SqliteLedgerTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<LedgerStore>> Open(DatabaseAccess access) {
    return OpenSqliteLedger(path_, access, clock_);
  }
  // A ledger with one day in it, closed again.
  void Fill() {
    auto store = Open(DatabaseAccess::kWrite);
    ASSERT_OK(store);
    const auto source = (*store)->EnsureSource("openai", "openai");
    ASSERT_OK(source);
    ASSERT_OK((*store)->EnsureStream(source->id, StreamKey{}));
    ASSERT_OK((*store)->CommitWindow(1, WindowOf(series_, "2026-03-05", R"(
        model | input_tokens
        gpt-a | 10)"),
                                     series_, 1));
  }
  void Tamper(const std::string& sql) {
    auto session = OpenSqliteSession(path_, SqliteMode::kWrite);
    ASSERT_OK(session);
    ASSERT_OK((*session)->Execute(sql));
  }

  FakeClock clock_{1'775'044'800};
  TemporaryDirectory directory_;
  std::string path_ = directory_.File("ledger.db");
  SeriesTable series_;
};

// Rows that are looked for together have ids side by side, so that few blocks hold them.
TEST_F(SqliteLedgerTest, SeriesOfARollUpStandByWhatTheyAreLookedForBy) {
  Fill();
  std::string table = "project_id model user_id | input_tokens\n";
  for (int i = 0; i < 600; ++i) {
    // Each project's rows come far apart.
    table += "proj_" + std::to_string(100 + i % 30) + " gpt-" + std::to_string(i / 30) + " user_" +
             std::to_string(i % 7) + " | 1\n";
  }
  {
    auto store = Open(DatabaseAccess::kWrite);
    ASSERT_OK(store);
    ASSERT_OK((*store)->CommitWindow(1, WindowOf(series_, "2026-03-06", table), series_, 1));
  }
  auto session = OpenSqliteSession(path_, SqliteMode::kRead);
  ASSERT_OK(session);
  auto query = (*session)->Prepare(
      "SELECT COUNT(*), MIN(last - first), MAX(last - first) FROM (SELECT MIN(id) AS first, "
      "MAX(id) AS last FROM series WHERE user_id IS NULL AND model IS NOT NULL AND project_id IS "
      "NOT NULL GROUP BY project_id)");
  ASSERT_OK(query);
  ASSERT_THAT((*query)->Step(), IsOkAndHolds(true));
  EXPECT_EQ((*query)->Integer(0), 30);
  EXPECT_EQ((*query)->Integer(1), 19);
  EXPECT_EQ((*query)->Integer(2), 19);
}

TEST_F(SqliteLedgerTest, ReadingAnAbsentOrEmptyFileFindsAnEmptyLedgerAndCreatesNothing) {
  for (const bool exists : {false, true}) {
    if (exists) directory_.Write("ledger.db", "");
    auto store = Open(DatabaseAccess::kRead);
    ASSERT_OK(store);
    EXPECT_THAT((*store)->Sources(), IsOkAndHolds(IsEmpty()));
    EXPECT_THAT((*store)->Runs("", "", 0), IsOkAndHolds(IsEmpty()));
    const auto files = std::filesystem::directory_iterator(directory_.path());
    EXPECT_EQ(std::distance(begin(files), end(files)), exists ? 1 : 0);
  }
}

TEST_F(SqliteLedgerTest, WritingMakesDirectoryAndSchemaForTheOwnerAlone) {
  path_ = directory_.File("deep/down/ledger.db");
  Fill();
  struct stat status = {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_FALSE(std::filesystem::exists(path_ + "-wal")) << "closing copies the log back";
}

TEST_F(SqliteLedgerTest, ReadersWorkBesideAWriterAndSeeWhatWasCommitted) {
  Fill();
  auto writer = Open(DatabaseAccess::kWrite);
  ASSERT_OK(writer);
  auto reader = Open(DatabaseAccess::kRead);
  ASSERT_OK(reader);
  EXPECT_THAT((*reader)->Windows(1, 0, clock_.Now()), IsOkAndHolds(SizeIs(1)));
  ASSERT_OK((*writer)->CommitWindow(1, WindowOf(series_, "2026-03-06", ""), series_, 1));
  EXPECT_THAT((*reader)->Windows(1, 0, clock_.Now()), IsOkAndHolds(SizeIs(2)));
}

TEST_F(SqliteLedgerTest, ReaderLeavesNoFileBehind) {
  Fill();
  std::filesystem::remove(path_ + ".lock");
  {
    auto reader = Open(DatabaseAccess::kRead);
    ASSERT_OK(reader);
    EXPECT_THAT((*reader)->Windows(1, 0, clock_.Now()), IsOkAndHolds(SizeIs(1)));
  }
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(directory_.path())) {
    names.push_back(file.path().filename().string());
  }
  EXPECT_THAT(names, testing::ElementsAre("ledger.db"));
}

TEST_F(SqliteLedgerTest, ReaderCannotWrite) {
  Fill();
  auto reader = Open(DatabaseAccess::kRead);
  ASSERT_OK(reader);
  EXPECT_THAT((*reader)->EnsureSource("other", "openai"),
              HasError(ErrorCode::kConfig, HasSubstr("may not be written")));
}

TEST_F(SqliteLedgerTest, SecondWriterIsToldWhichProcessHoldsTheLock) {
  auto writer = Open(DatabaseAccess::kWrite);
  ASSERT_OK(writer);
  const std::string holder = "locked by process " + std::to_string(getpid());
  int answer[2];
  ASSERT_EQ(pipe(answer), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto second = Open(DatabaseAccess::kWrite);
    const bool told = !second && second.error().code == ErrorCode::kTryLater &&
                      second.error().message.find(holder) != std::string::npos;
    _exit(told ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST_F(SqliteLedgerTest, LockOfADeadProcessIsFree) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto writer = Open(DatabaseAccess::kWrite);
    const char answer = writer ? '1' : '0';
    if (write(ready[1], &answer, 1) != 1) _exit(1);
    pause();
  }
  char answer = 0;
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, '1');
  EXPECT_THAT(Open(DatabaseAccess::kWrite),
              HasError(ErrorCode::kTryLater, HasSubstr(std::to_string(child))));
  kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_OK(Open(DatabaseAccess::kWrite));
}

TEST_F(SqliteLedgerTest, DatabaseOfAnotherProgramIsRefusedAndLeftAlone) {
  auto other = OpenSqliteSession(path_, SqliteMode::kWrite);
  ASSERT_OK(other);
  ASSERT_OK((*other)->Execute("CREATE TABLE guests (name TEXT)"));
  other->reset();
  for (const auto access : {DatabaseAccess::kRead, DatabaseAccess::kWrite}) {
    EXPECT_THAT(Open(access), HasError(ErrorCode::kConfig,
                                       AllOf(HasSubstr(path_), HasSubstr("another program"))));
  }
}

TEST_F(SqliteLedgerTest, NewerSchemaIsRefused) {
  Fill();
  Tamper("INSERT INTO schema_migrations VALUES (999, 'future', x'00', 0)");
  for (const auto access : {DatabaseAccess::kRead, DatabaseAccess::kWrite}) {
    EXPECT_THAT(Open(access),
                HasError(ErrorCode::kConfig, HasSubstr("schema 999 is newer than this program's")));
  }
}

TEST_F(SqliteLedgerTest, OlderSchemaNamesTheCommandThatMendsIt) {
  Fill();
  Tamper("DELETE FROM schema_migrations");
  for (const auto access : {DatabaseAccess::kRead, DatabaseAccess::kWrite}) {
    EXPECT_THAT(Open(access),
                HasError(ErrorCode::kConfig, HasSubstr("run 'cognitrack migrate up'")));
  }
}

TEST_F(SqliteLedgerTest, SchemaMadeByAnotherTextIsRefused) {
  Fill();
  Tamper("UPDATE schema_migrations SET checksum = zeroblob(32)");
  EXPECT_THAT(Open(DatabaseAccess::kWrite),
              HasError(ErrorCode::kConfig, HasSubstr("another build")));
}

TEST_F(SqliteLedgerTest, FileThatIsNoDatabaseIsRefusedAndLeftAlone) {
  const std::string text = "start_time,end_time\n" + std::string(5'000, 'x');
  directory_.Write("ledger.db", text);
  for (const auto access : {DatabaseAccess::kRead, DatabaseAccess::kWrite}) {
    EXPECT_THAT(Open(access), HasError(ErrorCode::kDisk,
                                       AllOf(HasSubstr(path_), HasSubstr("no SQLite database"))));
  }
  std::ifstream file(path_);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

TEST_F(SqliteLedgerTest, DirectoryInPlaceOfAFileIsRefused) {
  std::filesystem::create_directory(path_);
  for (const auto access : {DatabaseAccess::kRead, DatabaseAccess::kWrite}) {
    EXPECT_THAT(Open(access), HasError(ErrorCode::kConfig, HasSubstr(path_)));
  }
}

TEST_F(SqliteLedgerTest, FileThatCannotGrowIsADiskErrorAndStoresNothing) {
  Fill();
  auto store = Open(DatabaseAccess::kWrite);
  ASSERT_OK(store);
  WindowRead read = WindowOf(series_, "2026-03-06", "model | input_tokens");
  for (int i = 0; i < 2'000; ++i) {
    UsageRow row{series_.Intern(Series({{"model", "gpt-" + std::to_string(i)}})), {}};
    row.metrics.Set(Metric::kInputTokens, i);
    read.rows.push_back(row);
  }
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_action = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {200'000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto failed = (*store)->CommitWindow(1, read, series_, 2);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_action);
  EXPECT_THAT(failed, HasError(ErrorCode::kDisk, HasSubstr(path_)));
  // Heals without a restart once there is room.
  EXPECT_THAT((*store)->Windows(1, 0, clock_.Now()), IsOkAndHolds(SizeIs(1)));
  const auto stored = (*store)->CommitWindow(1, read, series_, 2);
  ASSERT_OK(stored);
  EXPECT_EQ(stored->rows_written, 2'000);
  EXPECT_THAT((*store)->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

// What a file once held can be read from its free space long afterwards, unless it is cleaned.
TEST_F(SqliteLedgerTest, ForgottenAddressesLeaveNoTraceInTheFiles) {
  auto store = Open(DatabaseAccess::kWrite);
  ASSERT_OK(store);
  const auto source = (*store)->EnsureSource("openai", "openai");
  ASSERT_OK(source);
  NameListing users;
  users.kind = NameKind::kUser;
  users.emails = EmailUse::kKeep;
  for (int i = 0; i < 300; ++i) {
    users.seen.push_back({"user_" + std::to_string(i), {}, std::nullopt});
    users.seen.back().facts.email = "canary" + std::to_string(i) + "@first.example";
  }
  users.read_at = 100;
  ASSERT_OK((*store)->StoreNames(source->id, users));
  users.read_at = 200;
  for (SeenName& user : users.seen) user.facts.email->append(".org");
  ASSERT_OK((*store)->StoreNames(source->id, users));
  const auto holds_canary = [&] {
    std::string text;
    for (const char* suffix : {"", "-wal"}) {
      std::ifstream file(path_ + suffix, std::ios::binary);
      text.append(std::istreambuf_iterator<char>(file), {});
    }
    return text.find("canary") != std::string::npos;
  };
  EXPECT_TRUE(holds_canary());
  EXPECT_THAT((*store)->ForgetEmails(source->id), IsOkAndHolds(600));
  EXPECT_FALSE(holds_canary());
}

TEST_F(SqliteLedgerTest, ForgettingSaysWhereAReaderKeepsTheOldLog) {
  Fill();
  auto store = Open(DatabaseAccess::kWrite);
  ASSERT_OK(store);
  auto reader = OpenSqliteSession(path_, SqliteMode::kRead);
  ASSERT_OK(reader);
  ASSERT_OK((*reader)->Begin(SqlTransactionKind::kRead));
  const auto statement = (*reader)->Prepare("SELECT COUNT(*) FROM usage");
  ASSERT_OK(statement);
  ASSERT_OK((*statement)->Step());
  EXPECT_THAT((*store)->ForgetEmails(1), HasError(ErrorCode::kTryLater, HasSubstr("a reader")));
  (*statement)->Reset();
  (*reader)->Rollback();
  EXPECT_THAT((*store)->ForgetEmails(1), IsOkAndHolds(0));
}

}  // namespace
}  // namespace cognitrack
