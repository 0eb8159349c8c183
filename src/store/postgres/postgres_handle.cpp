#include "store/postgres/postgres_handle.h"

#include <algorithm>

#include "store/postgres/postgres_error.h"

namespace cognitrack {
namespace {

constexpr int kOldestServer = 150'000;
constexpr std::chrono::milliseconds kFirstWait{100};
constexpr std::chrono::milliseconds kLongestWait{2'000};
// The locks, beside the schema's number or what stands for a stream: "CogT" … "CogX".
constexpr const char* kWriteLock = "1131374420, ";
constexpr const char* kStreamLock = "1131374421, ";
constexpr const char* kOrderLock = "1131374422, ";
constexpr const char* kServiceLock = "1131374423, ";
constexpr const char* kRollbackLock = "1131374424, ";
constexpr const char* kOfThisSchema = "current_schema()::regnamespace::oid::int4)";
// The class of SQLSTATEs of a transaction that met another one.
constexpr std::string_view kInTheWay = "40";

std::string Limit(const char* name, int milliseconds) {
  return std::string("SET LOCAL ") + name + " = " + std::to_string(milliseconds) + ";";
}

PGconn* ConnectTo(const PostgresTarget& target) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : target.options) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  return PQconnectdbParams(keywords.data(), values.data(), 0);
}

bool HasFailed(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN &&
         status != PGRES_EMPTY_QUERY;
}

std::string_view StateOf(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string_view() : state;
}

std::string DetailOf(const PGresult* result) {
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return primary != nullptr ? primary : PQresultErrorMessage(result);
}

Status CheckServer(PGconn* connection, const std::string& name) {
  if (PQserverVersion(connection) < kOldestServer) {
    return Error{ErrorCode::kConfig, name + ": the server is PostgreSQL " +
                                         std::to_string(PQserverVersion(connection) / 10'000) +
                                         ", and 15 or newer is needed; nothing was changed"};
  }
  const char* encoding = PQparameterStatus(connection, "server_encoding");
  if (encoding != nullptr && std::string_view(encoding) == "UTF8") return {};
  return Error{ErrorCode::kConfig, name +
                                       ": the database's encoding is not UTF8; create one with "
                                       "ENCODING 'UTF8' TEMPLATE template0; nothing was changed"};
}

}  // namespace

std::string FirstWords(std::string_view sql) {
  std::string text;
  int words = 0;
  for (const char c : sql) {
    const bool blank = c == ' ' || c == '\n' || c == '\t';
    if (!blank) {
      text.push_back(c);
    } else if (!text.empty() && text.back() != ' ') {
      if (++words == 8) return text + " …";
      text.push_back(' ');
    }
  }
  return text;
}

Result<std::shared_ptr<PostgresHandle>> PostgresHandle::Connect(const std::string& address,
                                                                const PostgresLimits& limits,
                                                                Clock& clock) {
  TRY(PostgresTarget target, PostgresTargetOf(address));
  PGconn* connection = ConnectTo(target);
  auto handle = std::shared_ptr<PostgresHandle>(
      new PostgresHandle(connection, std::move(target), limits, clock));
  if (handle->is_lost()) return handle->ErrorOf(nullptr, "connecting");
  TRY_VOID(CheckServer(connection, handle->name_));
  return handle;
}

PostgresHandle::PostgresHandle(PGconn* connection, PostgresTarget target,
                               const PostgresLimits& limits, Clock& clock)
    : connection_(connection), name_(std::move(target.name)), limits_(limits), clock_(&clock) {
  PQsetNoticeReceiver(connection_, Notice, this);
}

PostgresHandle::~PostgresHandle() { PQfinish(connection_); }

// A connection may be dead before PQstatus() says so: what failed without an SQLSTATE never came
// from a server.
bool PostgresHandle::Failed(const PGresult* result) {
  const bool failed = HasFailed(result);
  is_broken_ = is_broken_ || (failed && StateOf(result).empty());
  return failed;
}

Error PostgresHandle::ErrorOf(const PGresult* result, std::string_view doing) {
  can_be_repeated_ = is_lost() || StateOf(result).substr(0, 2) == kInTheWay;
  if (result == nullptr || DetailOf(result).empty()) {
    return PostgresErrorOf("", PQerrorMessage(connection_), name_, doing);
  }
  return PostgresErrorOf(StateOf(result), DetailOf(result), name_, doing);
}

Status PostgresHandle::EnsureConnected() { return is_lost() ? Reconnect() : Status(); }

// A server that restarts is away for some seconds. One that stayed away is not waited for again.
Status PostgresHandle::Reconnect() {
  const std::chrono::milliseconds patience(gave_up_ ? 0 : limits_.reconnect_ms);
  const auto give_up = clock_->Elapsed() + patience;
  for (auto wait = kFirstWait;; wait = std::min(2 * wait, kLongestWait)) {
    PQreset(connection_);
    is_broken_ = false;
    gave_up_ = is_lost() && clock_->Elapsed() + wait > give_up;
    if (!is_lost()) return CheckServer(connection_, name_);
    if (!gave_up_ && clock_->Sleep(wait)) continue;
    Error error = ErrorOf(nullptr, "connecting anew");
    can_be_repeated_ = false;
    return error;
  }
}

// Keyed by the schema, so that two ledgers in one database do not wait for each other. Who writes
// beside others shares the lock with them.
std::string PostgresHandle::WriteLock(SqlTransactionKind kind) const {
  const bool is_shared = kind != SqlTransactionKind::kWrite;
  const std::string service =
      kind == SqlTransactionKind::kWriteService
          ? std::string("SELECT pg_advisory_xact_lock(") + kServiceLock + kOfThisSchema + ";"
          : std::string();
  return Limit("lock_timeout", limits_.lock_ms) + Limit("statement_timeout", limits_.write_ms) +
         Limit("idle_in_transaction_session_timeout", limits_.idle_ms) +
         "SELECT pg_advisory_xact_lock" + (is_shared ? "_shared(" : "(") + kWriteLock +
         kOfThisSchema + ";" + service;
}

Status PostgresHandle::Begin(SqlTransactionKind kind, std::string_view first) {
  if (kind != SqlTransactionKind::kRead) {
    // READ COMMITTED: each statement sees what was committed before the lock was had.
    TRY_VOID(BeginWith("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;" + WriteLock(kind) +
                       "SELECT pg_current_xact_id()::text"));
    return {};
  }
  return BeginWith(
      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;" + Limit("lock_timeout", limits_.lock_ms) +
      Limit("statement_timeout", limits_.read_ms) +
      Limit("idle_in_transaction_session_timeout", limits_.idle_ms) + std::string(first));
}

// Two streams whose numbers fall together wait for each other, no more.
Status PostgresHandle::LockStream(std::int64_t stream) {
  TRY(const PostgresResult ignored,
      Execute("SELECT pg_advisory_xact_lock(" + std::string(kStreamLock) +
              "hashtext(current_schema() || '/" + std::to_string(stream) + "'))"));
  return {};
}

Status PostgresHandle::LockOrder() {
  TRY(const PostgresResult ignored,
      Execute(std::string("SELECT pg_advisory_xact_lock(") + kOrderLock + kOfThisSchema));
  return {};
}

// Who holds it says so by the name of its connection, which every role may read. PostgreSQL cuts
// names at 63 bytes: the end of the process's, its number, is what must not be lost.
Status PostgresHandle::HoldRollback(const std::string& process) {
  constexpr std::string_view kName = "cognitrack rollback ";
  constexpr std::size_t kMost = 40;
  const std::string told =
      std::string(kName) + process.substr(process.size() - std::min(process.size(), kMost));
  const std::unique_ptr<char, void (*)(void*)> name(
      PQescapeLiteral(connection_, told.data(), told.size()), PQfreemem);
  if (name == nullptr) return ErrorOf(nullptr, "naming the process");
  TRY_VOID(BeginWith("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY;" +
                     Limit("statement_timeout", limits_.read_ms) +
                     Limit("idle_in_transaction_session_timeout", 0) +
                     "SET LOCAL application_name = " + name.get()));
  TRY(const PostgresResult held,
      Execute(std::string("SELECT pg_try_advisory_xact_lock(") + kRollbackLock + kOfThisSchema));
  if (std::string_view(PQgetvalue(held.get(), 0, 0)) == "t") return {};
  TRY(const PostgresResult holder,
      Execute(
          "SELECT substr(a.application_name, " + std::to_string(kName.size() + 1) +
          ") FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid WHERE l.locktype = "
          "'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = "
          "current_database()) AND l.classid::int4 = " +
          std::string(kRollbackLock, 10) +
          " AND l.objid::int8::text = "
          "(current_schema()::regnamespace::oid)::int8::text"));
  const bool is_told = PQntuples(holder.get()) > 0 && PQgetlength(holder.get(), 0, 0) > 0;
  const std::string by = is_told ? PQgetvalue(holder.get(), 0, 0) : "another process";
  Rollback();
  return Error{ErrorCode::kTryLater, RollbackHeldBy(name_, by)};
}

Status PostgresHandle::CheckRollbackHeld() {
  if (in_transaction_ && Execute("SELECT 1")) return {};
  return Error{ErrorCode::kTryLater,
               name_ +
                   ": the connection that keeps other rollbacks away was lost; this step and those "
                   "after it were not begun; run the command again"};
}

// A connection that was lost while nothing went on is found out here, and made anew.
Status PostgresHandle::BeginWith(const std::string& script) {
  can_be_repeated_ = false;
  for (const bool is_first : {true, false}) {
    TRY_VOID(EnsureConnected());
    parsed_.clear();
    const PostgresResult result(PQexec(connection_, script.c_str()));
    const bool failed = Failed(result.get());
    if (is_first && is_lost()) continue;
    in_transaction_ = true;
    ++transaction_;
    if (failed) {
      Error error = ErrorOf(result.get(), FirstWords(script));
      Rollback();
      return error;
    }
    const bool gives_id = PQresultStatus(result.get()) == PGRES_TUPLES_OK;
    write_id_ = gives_id ? PQgetvalue(result.get(), 0, 0) : "";
    return {};
  }
  return ErrorOf(nullptr, "beginning a transaction");
}

Error PostgresHandle::NotInATransaction() const {
  return Error{ErrorCode::kInvariant, name_ + ": there is no transaction to commit"};
}

Status PostgresHandle::Commit() {
  if (!in_transaction_) return NotInATransaction();
  const PostgresResult result(PQexec(connection_, "COMMIT"));
  const bool failed = Failed(result.get());
  if (is_lost() && !write_id_.empty()) {
    in_transaction_ = false;
    return Resolve(std::exchange(write_id_, ""));
  }
  in_transaction_ = false;
  write_id_.clear();
  if (failed) return ErrorOf(result.get(), "COMMIT");
  // What a failed statement has broken is rolled back by COMMIT, without an error.
  if (std::string_view(PQcmdStatus(result.get())) == "COMMIT") return {};
  return Error{ErrorCode::kInvariant,
               name_ + ": COMMIT: a statement of the transaction had failed; nothing was stored"};
}

// Who holds the write lock knows that the lost transaction has ended, one way or the other.
Status PostgresHandle::Resolve(const std::string& id) {
  const Error lost = ErrorOf(nullptr, "COMMIT");
  const auto status = [&]() -> Result<std::string> {
    TRY_VOID(Begin(SqlTransactionKind::kWrite));
    const std::string sql = "SELECT pg_xact_status('" + id + "'::xid8)";
    Result<PostgresResult> answer = Execute(sql);
    Rollback();
    if (!answer) return answer.error();
    return std::string(PQgetvalue(answer->get(), 0, 0));
  }();
  if (status && *status == "committed") return {};
  can_be_repeated_ = status && *status == "aborted";
  if (can_be_repeated_) {
    return Error{ErrorCode::kUnavailable,
                 name_ +
                     ": COMMIT: the connection was lost, and the server did not commit: nothing "
                     "of the step was stored; run the command again"};
  }
  return Error{ErrorCode::kUnavailable,
               name_ +
                   ": COMMIT: the connection was lost, and it cannot be found out whether the "
                   "step was stored: all of it was or nothing; run the command again, which "
                   "reads what is there and goes on from it (" +
                   (status ? "the server does not know any more" : status.error().message) + ")"};
}

void PostgresHandle::Rollback() {
  if (!in_transaction_) return;
  in_transaction_ = false;
  write_id_.clear();
  if (is_lost()) return;
  const PostgresResult ignored(PQexec(connection_, "ROLLBACK"));
}

Result<PostgresResult> PostgresHandle::Execute(std::string_view script) {
  if (!in_transaction_) TRY_VOID(EnsureConnected());
  parsed_.clear();
  PostgresResult result(PQexec(connection_, std::string(script).c_str()));
  if (Failed(result.get())) return ErrorOf(result.get(), FirstWords(script));
  return result;
}

Result<PostgresResult> PostgresHandle::Run(const std::string& sql,
                                           const PostgresParameters& parameters) {
  if (!in_transaction_) {
    TRY_VOID(Begin(SqlTransactionKind::kRead));
    Result<PostgresResult> result = Run(sql, parameters);
    Rollback();
    return result;
  }
  constexpr int kBinary = 1;
  const int count = static_cast<int>(parameters.types.size());
  const bool is_parsed = parsed_ == sql && parsed_types_ == parameters.types;
  PostgresResult result(
      is_parsed ? PQexecPrepared(connection_, "", count, parameters.values.data(),
                                 parameters.lengths.data(), parameters.formats.data(), kBinary)
                : PQexecParams(connection_, sql.c_str(), count, parameters.types.data(),
                               parameters.values.data(), parameters.lengths.data(),
                               parameters.formats.data(), kBinary));
  if (Failed(result.get())) {
    parsed_.clear();
    return ErrorOf(result.get(), FirstWords(sql));
  }
  if (!is_parsed) {
    parsed_ = sql;
    parsed_types_ = parameters.types;
  }
  return result;
}

Status PostgresHandle::BeginCopy(const std::string& sql) {
  TRY(const PostgresResult result, Execute(sql));
  if (PQresultStatus(result.get()) == PGRES_COPY_IN) return {};
  return Error{ErrorCode::kInvariant, name_ + ": " + sql + ": this copies nothing"};
}

Status PostgresHandle::PutCopy(const std::string& bytes) {
  if (PQputCopyData(connection_, bytes.data(), static_cast<int>(bytes.size())) == 1) return {};
  return ErrorOf(nullptr, "COPY");
}

Status PostgresHandle::EndCopy() {
  if (PQputCopyEnd(connection_, nullptr) != 1) return ErrorOf(nullptr, "COPY");
  Status status;
  while (PostgresResult result{PQgetResult(connection_)}) {
    if (Failed(result.get())) status = ErrorOf(result.get(), "COPY");
  }
  return status;
}

void PostgresHandle::AbandonCopy() {
  PQputCopyEnd(connection_, "given up");
  while (const PostgresResult result{PQgetResult(connection_)}) {
  }
}

void PostgresHandle::Notice(void* handle, const PGresult* notice) {
  const char* detail = PQresultErrorField(notice, PG_DIAG_MESSAGE_DETAIL);
  std::int64_t number = 0;
  for (; detail != nullptr && *detail >= '0' && *detail <= '9'; ++detail) {
    number = std::min(number * 10 + (*detail - '0'), std::int64_t{1'000'000'000});
  }
  static_cast<PostgresHandle*>(handle)->noticed_numbers_ += number;
}

std::int64_t PostgresHandle::TakeNoticedNumbers() { return std::exchange(noticed_numbers_, 0); }

}  // namespace cognitrack
