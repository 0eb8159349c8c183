#include "store/sqlite/sqlite_session.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>

#include "store/sqlite/sqlite_error.h"
#include "store/sqlite/sqlite_statement.h"
#include "store/sqlite/write_lock.h"

namespace cognitrack {
namespace {

constexpr int kBusyTimeoutMs = 5'000;

constexpr std::string_view kPragmas =
    "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;";
// A larger cache makes random inserts into the indexes cheaper; scans only push each other out of
// it. Pages of 8 KiB suit scans of whole windows. The log is copied back every 32 MiB, so that a
// bulk load does not copy the same page many times.
constexpr std::string_view kWritePragmas =
    "PRAGMA page_size = 8192; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096;"
    "PRAGMA cache_size = -32768;";

class SqliteSession : public SqlSession {
 public:
  explicit SqliteSession(std::shared_ptr<SqliteHandle> handle) : handle_(std::move(handle)) {}

  Result<std::unique_ptr<SqlStatement>> Prepare(std::string_view sql) override {
    return SqliteStatement::Prepare(handle_, sql);
  }

  Status Execute(std::string_view script) override {
    if (handle_->unusable) return handle_->Unusable();
    const std::string text(script);
    if (sqlite3_exec(handle_->database, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      return handle_->ErrorOf(sqlite3_extended_errcode(handle_->database), Abbreviated(script));
    }
    return {};
  }

  Status Begin(SqlTransactionKind kind) override {
    return Execute(kind == SqlTransactionKind::kRead ? "BEGIN" : "BEGIN IMMEDIATE");
  }

  Status Commit() override { return Execute("COMMIT"); }

  void Rollback() override {
    if (sqlite3_get_autocommit(handle_->database) != 0) return;
    // A rollback that fails has already happened: SQLite rolls back by itself on such errors.
    sqlite3_exec(handle_->database, "ROLLBACK", nullptr, nullptr, nullptr);
  }

  SqlDialect dialect() const override { return SqlDialect::kSqlite; }

  Status HoldRollback(const std::string&) override {
    TRY(rollback_lock_, WriteLock::TakeForRollback(handle_->path));
    return {};
  }

  Result<bool> IsEmpty() override {
    TRY(const std::int64_t tables, IntegerOf("SELECT COUNT(*) FROM sqlite_master"));
    return tables == 0;
  }

  Result<std::vector<std::string>> CheckItself() override {
    std::vector<std::string> faults;
    TRY(const auto check, Prepare("PRAGMA integrity_check(100)"));
    while (true) {
      TRY(const bool row, check->Step());
      if (!row) break;
      if (check->Text(0) != "ok") faults.emplace_back(check->Text(0));
    }
    TRY(const auto references, Prepare("PRAGMA foreign_key_check"));
    while (true) {
      TRY(const bool row, references->Step());
      if (!row) break;
      faults.push_back("a row of " + std::string(references->Text(0)) + " refers to a row of " +
                       std::string(references->Text(2)) + " that does not exist");
    }
    return faults;
  }

  Status CopyTo(const std::string& path) override;
  Status ReplaceBy(const std::string& path) override;

  Status Compact() override {
    TRY_VOID(Execute("VACUUM"));
    // A reader may take minutes: it is told of, not waited for.
    sqlite3_busy_timeout(handle_->database, 0);
    const Result<std::int64_t> is_busy = IntegerOf("PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_busy_timeout(handle_->database, kBusyTimeoutMs);
    if (!is_busy) return is_busy.error();
    if (*is_busy == 0) return {};
    return Error{ErrorCode::kTryLater,
                 handle_->path +
                     ": a reader holds on to the log of older changes, which still has what was "
                     "removed; the database itself is clean; do it again when nothing reads it"};
  }

  Result<std::int64_t> IntegerOf(std::string_view sql) {
    TRY(const auto statement, Prepare(sql));
    TRY(const bool row, statement->Step());
    return row ? statement->Integer(0) : 0;
  }

  SqliteHandle& handle() { return *handle_; }

 private:
  std::shared_ptr<SqliteHandle> handle_;
  std::unique_ptr<WriteLock> rollback_lock_;
};

// The ledger names people's ids: a new file is its owner's alone.
void CreatePrivately(const std::string& path) {
  const int file = open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) close(file);
}

// A reader may write nothing; what it writes here is not what it reads.
Status SqliteSession::CopyTo(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) {
    return Error{ErrorCode::kUsage, path + ": there is a file of that name already"};
  }
  CreatePrivately(path);
  TRY(const std::int64_t reads_only, IntegerOf("PRAGMA query_only"));
  TRY_VOID(Execute("PRAGMA query_only = OFF"));
  Status copied;
  {
    auto copy = Prepare("VACUUM INTO $1");
    if (!copy) return copy.error();
    (*copy)->BindText(1, path);
    if (auto step = (*copy)->Step(); !step) copied = step.error();
  }
  TRY_VOID(Execute(reads_only != 0 ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF"));
  if (!copied) std::filesystem::remove(path, ignored);
  return copied;
}

std::string ImmutableUri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    if (c == '?' || c == '#' || c == '%') {
      uri.push_back('%');
      uri.push_back(kDigits[byte >> 4]);
      uri.push_back(kDigits[byte & 15]);
    } else {
      uri.push_back(c);
    }
  }
  return uri + "?immutable=1";
}

Result<std::unique_ptr<SqliteSession>> Open(const std::string& path, const std::string& name,
                                            int flags, std::unique_ptr<WriteLock> lock) {
  auto handle = std::make_shared<SqliteHandle>();
  handle->path = path;
  handle->lock = std::move(lock);
  const int code = sqlite3_open_v2(name.c_str(), &handle->database,
                                   flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (code != SQLITE_OK) return handle->ErrorOf(code, "opening the database");
  sqlite3_busy_timeout(handle->database, kBusyTimeoutMs);
  auto session = std::make_unique<SqliteSession>(handle);
  TRY_VOID(session->Execute(kPragmas));
  // The first read of the file: tells whether it can be read at all.
  TRY_VOID(session->IntegerOf("SELECT COUNT(*) FROM sqlite_master"));
  return session;
}

Status RequireOurs(SqliteSession& session, const std::string& path) {
  TRY(const bool empty, session.IsEmpty());
  TRY(const std::int64_t id, session.IntegerOf("PRAGMA application_id"));
  if (id == kSqliteApplicationId || (empty && id == 0)) return {};
  return Error{ErrorCode::kConfig, path +
                                       ": this database belongs to another program; name a file of "
                                       "CogniTrack's own with --db; nothing was changed in it"};
}

Result<std::unique_ptr<SqliteSession>> OpenForWrite(const std::string& path) {
  TRY(auto lock, WriteLock::Take(path));
  CreatePrivately(path);
  TRY(auto session, Open(path, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, std::move(lock)));
  if (sqlite3_db_readonly(session->handle().database, "main") == 1) {
    return SqliteErrorOf(SQLITE_READONLY, "attempt to write a readonly database", path,
                         "opening the database for writing");
  }
  TRY_VOID(RequireOurs(*session, path));
  TRY_VOID(session->Execute(kWritePragmas));
  TRY(const auto journal, session->Prepare("PRAGMA journal_mode = WAL"));
  TRY(const bool row, journal->Step());
  if (!row || journal->Text(0) != "wal") {
    return Error{ErrorCode::kConfig,
                 path +
                     ": SQLite cannot keep a write-ahead log here (it needs a local file system "
                     "with shared memory); name another place with --db"};
  }
  return session;
}

// The file is opened for writing where that is allowed, so that the last reader to go clears the
// log away as the last writer does; query_only keeps the reader from changing anything else.
//
// A reader in a directory that it may not write cannot make the log's index; the file is then read
// as it stands, which is only right where no log waits beside it.
Result<std::unique_ptr<SqliteSession>> OpenForRead(const std::string& path) {
  auto session = Open(path, path, SQLITE_OPEN_READWRITE, nullptr);
  if (!session && session.error().code == ErrorCode::kConfig) {
    std::error_code ignored;
    const auto log_size = std::filesystem::file_size(path + "-wal", ignored);
    if ((ignored || log_size == 0) && access(path.c_str(), R_OK) == 0) {
      session = Open(path, ImmutableUri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
    }
  }
  if (!session) return session;
  TRY_VOID((*session)->Execute("PRAGMA query_only = ON"));
  TRY_VOID(RequireOurs(**session, path));
  return session;
}

// Beside the one writer of the ledger: each transaction waits for the other's to end.
Result<std::unique_ptr<SqliteSession>> OpenBeside(const std::string& path) {
  TRY(auto session, Open(path, path, SQLITE_OPEN_READWRITE, nullptr));
  TRY_VOID(RequireOurs(*session, path));
  TRY_VOID(session->Execute("PRAGMA synchronous = FULL; PRAGMA cache_size = -1024;"));
  return session;
}

// SQLite's own backup, page by page: one transaction of the log, so that a kill leaves what was
// there, and readers see either the one or the other.
Status SqliteSession::ReplaceBy(const std::string& path) {
  if (handle_->unusable) return handle_->Unusable();
  TRY(const std::unique_ptr<SqliteSession> source, OpenForRead(path));
  sqlite3* target = handle_->database;
  sqlite3_backup* backup = sqlite3_backup_init(target, "main", source->handle().database, "main");
  const std::string doing = "putting " + path + " in its place";
  if (backup == nullptr) return handle_->ErrorOf(sqlite3_extended_errcode(target), doing);
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped == SQLITE_DONE && finished == SQLITE_OK) return {};
  return handle_->ErrorOf(finished == SQLITE_OK ? stepped : finished, doing);
}

}  // namespace

Status CheckSqliteVersion(int version_number) {
  if (version_number >= kOldestSqlite) return {};
  return Error{ErrorCode::kConfig,
               "SQLite " + std::to_string(version_number) + " is linked, and " +
                   std::to_string(kOldestSqlite) +
                   " or newer is needed: older ones can lose a commit when the log is reset"};
}

Result<std::unique_ptr<SqlSession>> OpenSqliteSession(const std::string& path, SqliteMode mode) {
  TRY_VOID(CheckSqliteVersion(sqlite3_libversion_number()));
  auto session = [&] {
    switch (mode) {
      case SqliteMode::kWrite:
        return OpenForWrite(path);
      case SqliteMode::kRead:
        return OpenForRead(path);
      case SqliteMode::kBeside:
        return OpenBeside(path);
      case SqliteMode::kMemory:
        break;
    }
    return Open(path, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr);
  }();
  if (!session) return session.error();
  return std::unique_ptr<SqlSession>(std::move(*session));
}

}  // namespace cognitrack
