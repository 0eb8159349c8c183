#include "store/postgres/postgres_session.h"

#include <cinttypes>
#include <set>

#include "store/postgres/postgres_rows.h"
#include "store/postgres/postgres_scan.h"
#include "store/postgres/postgres_statement.h"

namespace cognitrack {
namespace {

// What the schema holds of its own: parts of extensions stand there without being anybody's.
constexpr std::string_view kHoldsTables =
    "SELECT EXISTS (SELECT 1 FROM pg_class AS c WHERE c.relnamespace = "
    "current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS "
    "(SELECT 1 FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND "
    "d.deptype = 'e'))";
constexpr std::string_view kIsOurs =
    "SELECT COALESCE(obj_description(to_regclass(quote_ident(current_schema()) || "
    "'.schema_migrations'), 'pg_class'), '') = 'CogniTrack ledger'";
constexpr std::string_view kDamagedParts =
    "SELECT format('the index %s is not valid; its owner can mend it with REINDEX INDEX %1$s', "
    "i.indexrelid::regclass) FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid WHERE "
    "c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid UNION ALL "
    "SELECT format('the constraint %s of %s is not checked', conname, conrelid::regclass) FROM "
    "pg_constraint WHERE connamespace = current_schema()::regnamespace AND NOT convalidated";
// Each reference, as a question for the rows that refer to nothing.
constexpr std::string_view kReferences =
    "SELECT c.conrelid::regclass::text, c.confrelid::regclass::text, "
    "(SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = c.conrelid AND attnum = "
    "c.conkey[1]), (SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = c.confrelid AND "
    "attnum = c.confkey[1]) FROM pg_constraint AS c WHERE c.contype = 'f' AND "
    "cardinality(c.conkey) = 1 AND c.connamespace = current_schema()::regnamespace ORDER BY 1, 3";

// Keeps months from being emptied while a transaction reads. LOCK takes no snapshot: it is taken
// afterwards, so that it never promises rows that are gone.
constexpr const char* kHoldFacts =
    "LOCK TABLE ONLY usage, ONLY service_usage, ONLY costs IN ACCESS SHARE MODE;";
// A month that is being read is tried again, for two seconds in all.
constexpr int kAttemptsToEmpty = 20;
constexpr std::chrono::milliseconds kBetweenAttempts{100};

class PostgresSession : public SqlSession {
 public:
  explicit PostgresSession(std::shared_ptr<PostgresHandle> handle) : handle_(std::move(handle)) {}

  Result<std::unique_ptr<SqlStatement>> Prepare(std::string_view sql) override {
    return std::unique_ptr<SqlStatement>(std::make_unique<PostgresStatement>(handle_, sql));
  }

  Result<std::unique_ptr<SqlStatement>> PrepareScan(std::string_view sql) override {
    return std::unique_ptr<SqlStatement>(std::make_unique<PostgresScan>(handle_, sql));
  }

  Result<std::unique_ptr<SqlStatement>> PrepareRows(std::string_view table,
                                                    std::string_view columns) override {
    return std::unique_ptr<SqlStatement>(std::make_unique<PostgresRows>(handle_, table, columns));
  }

  Status Execute(std::string_view script) override {
    holds_facts_ = false;  // It may make tables, or take them away.
    TRY(const PostgresResult ignored, handle_->Execute(script));
    return {};
  }

  Status Begin(SqlTransactionKind kind) override {
    made_now_.clear();
    const bool reads = kind == SqlTransactionKind::kRead && HoldsFacts();
    return handle_->Begin(kind, reads ? kHoldFacts : "");
  }

  Status Commit() override {
    TRY_VOID(handle_->Commit());
    made_.merge(made_now_);
    return {};
  }

  void Rollback() override { handle_->Rollback(); }

  SqlDialect dialect() const override { return SqlDialect::kPostgres; }

  Status LockStream(std::int64_t stream) override { return handle_->LockStream(stream); }
  Status LockOrder() override { return handle_->LockOrder(); }
  Status HoldRollback(const std::string& process) override {
    return handle_->HoldRollback(process);
  }
  Status CheckRollbackHeld() override { return handle_->CheckRollbackHeld(); }
  bool WritesAlone() const override { return false; }
  bool CanBeRepeated() const override { return handle_->can_be_repeated(); }
  bool HasMonth(std::int64_t window_start) const override {
    return made_.contains(MonthOf(window_start));
  }

  Status EnsureMonth(std::int64_t window_start) override {
    const std::int64_t month = MonthOf(window_start);
    if (made_.contains(month) || made_now_.contains(month)) return {};
    PostgresStatement make(handle_, "SELECT ledger_make_month($1)");
    make.BindInteger(1, window_start);
    TRY(const bool row, make.Step());
    if (row) made_now_.insert(month);
    return {};
  }

  Result<MonthFate> EmptyMonth(const std::vector<std::string>& tables,
                               const std::vector<SqlWindow>& windows) override;

  Result<bool> IsEmpty() override {
    TRY(const bool holds_tables, IsTrue(kHoldsTables));
    return !holds_tables;
  }

  Result<std::vector<std::string>> CheckItself() override;
  Status CopyTo(const std::string& path) override {
    return Error{
        ErrorCode::kConfig,
        handle_->name() +
            ": only a ledger in an SQLite file can be copied as a file, and this one is in "
            "PostgreSQL; " +
            path + " was not written"};
  }
  Status Compact() override;

  Status RequireOurs();

 private:
  static std::int64_t MonthOf(std::int64_t time) {
    const std::string day = FormatDay(DayOf(time));
    return std::stoll(day.substr(0, 4)) * 12 + std::stoll(day.substr(5, 2));
  }

  Result<bool> IsTrue(std::string_view sql) {
    PostgresStatement statement(handle_, sql);
    TRY(const bool row, statement.Step());
    return row && statement.Integer(0) != 0;
  }

  // Whether there are tables of facts, as far as it can be found out.
  bool HoldsFacts();

  std::shared_ptr<PostgresHandle> handle_;
  bool holds_facts_ = false;
  std::set<std::int64_t> made_;      // Months whose partitions are there.
  std::set<std::int64_t> made_now_;  // … by the transaction that is open.
};

Status PostgresSession::RequireOurs() {
  TRY(const bool has_schema, IsTrue("SELECT current_schema() IS NOT NULL"));
  if (!has_schema) {
    return Error{ErrorCode::kConfig,
                 handle_->name() +
                     ": no schema of the search path exists, or this role may not use it; create "
                     "one or mend the path (docs/POSTGRES.md); nothing was changed"};
  }
  TRY(const bool is_empty, IsEmpty());
  if (is_empty) return {};
  TRY(const bool is_ours, IsTrue(kIsOurs));
  if (is_ours) return {};
  return Error{ErrorCode::kConfig,
               handle_->name() +
                   ": this schema belongs to another program; name a database of CogniTrack's own "
                   "with --db, or a schema of its own in the role's search path; nothing was "
                   "changed in it"};
}

bool PostgresSession::HoldsFacts() {
  if (!holds_facts_) {
    const auto found = IsTrue(
        "SELECT COUNT(to_regclass(name)) = 3 FROM unnest(ARRAY['usage', "
        "'service_usage', 'costs']) AS name");
    holds_facts_ = found && *found;
  }
  return holds_facts_;
}

Result<MonthFate> PostgresSession::EmptyMonth(const std::vector<std::string>& tables,
                                              const std::vector<SqlWindow>& windows) {
  if (windows.empty()) return MonthFate::kCannot;
  std::string names, streams, starts;
  for (const std::string& table : tables) names += (names.empty() ? "{" : ",") + table;
  for (const SqlWindow& window : windows) {
    streams += (streams.empty() ? "{" : ",") + std::to_string(window.stream);
    starts += (starts.empty() ? "{" : ",") + std::to_string(window.start);
  }
  PostgresStatement empty(handle_,
                          "SELECT ledger_empty_month($1, CAST($2 AS TEXT[]), CAST($3 AS BIGINT[]), "
                          "CAST($4 AS BIGINT[]))");
  empty.BindInteger(1, windows.front().start);
  empty.BindText(2, names + "}");
  empty.BindText(3, streams + "}");
  empty.BindText(4, starts + "}");
  for (int attempt = 1;; ++attempt) {
    TRY(const bool row, empty.Step());
    const std::string fate(row ? empty.Text(0) : "");
    empty.Reset();
    if (fate == "emptied") return MonthFate::kEmptied;
    if (fate != "busy") return MonthFate::kCannot;
    if (attempt == kAttemptsToEmpty || !handle_->Pause(kBetweenAttempts)) return MonthFate::kBusy;
  }
}

Result<std::vector<std::string>> PostgresSession::CheckItself() {
  std::vector<std::string> faults;
  PostgresStatement damaged(handle_, kDamagedParts);
  while (true) {
    TRY(const bool row, damaged.Step());
    if (!row) break;
    faults.emplace_back(damaged.Text(0));
  }
  PostgresStatement references(handle_, kReferences);
  while (true) {
    TRY(const bool row, references.Step());
    if (!row) break;
    const std::string table(references.Text(0));
    const std::string target(references.Text(1));
    const std::string column(references.Text(2));
    TRY(const bool is_broken,
        IsTrue("SELECT EXISTS (SELECT 1 FROM " + table + " AS a WHERE a." + column +
               " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + target + " AS b WHERE b." +
               std::string(references.Text(3)) + " = a." + column + "))"));
    if (is_broken) {
      faults.push_back("a row of " + table + " refers to a row of " + target +
                       " that does not exist");
    }
  }
  return faults;
}

// Rows that were deleted or overwritten stay in a table's file until it is written anew. Of the
// ledger, names alone hold what somebody may want to be gone.
Status PostgresSession::Compact() {
  handle_->TakeNoticedNumbers();
  TRY_VOID(Begin(SqlTransactionKind::kWrite));
  const Status rewritten = Execute("SELECT ledger_rewrite_names()");
  const std::int64_t left = handle_->TakeNoticedNumbers();
  if (!rewritten) {
    Rollback();
    return rewritten;
  }
  TRY_VOID(Commit());
  if (left == 0) return {};
  return Error{ErrorCode::kTryLater,
               handle_->name() +
                   ": a transaction that is still open holds on to what was removed, so that the "
                   "table's file still has it; no report shows it any more; do it again when that "
                   "transaction has ended"};
}

}  // namespace

Result<std::unique_ptr<SqlSession>> OpenPostgresSession(const std::string& address, Clock& clock,
                                                        const PostgresLimits& limits) {
  TRY(auto handle, PostgresHandle::Connect(address, limits, clock));
  auto session = std::make_unique<PostgresSession>(std::move(handle));
  TRY_VOID(session->RequireOurs());
  return std::unique_ptr<SqlSession>(std::move(session));
}

}  // namespace cognitrack
