#include "store/sqlite/sqlite_statement.h"

#include <sqlite3.h>

#include "store/sqlite/sqlite_error.h"

namespace cognitrack {

SqliteHandle::~SqliteHandle() { sqlite3_close_v2(database); }

Error SqliteHandle::ErrorOf(int code, std::string_view doing) {
  if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) unusable = true;
  const char* detail = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  return SqliteErrorOf(code, detail, path, doing);
}

Error SqliteHandle::Unusable() const {
  return Error{ErrorCode::kDisk,
               path +
                   ": an earlier fsync failed, so nothing more is written by this process; check "
                   "the disk and start again: the database recovers from its log"};
}

Result<std::unique_ptr<SqlStatement>> SqliteStatement::Prepare(std::shared_ptr<SqliteHandle> handle,
                                                               std::string_view sql) {
  if (handle->unusable) return handle->Unusable();
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle->database, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) {
    return handle->ErrorOf(sqlite3_extended_errcode(handle->database), Abbreviated(sql));
  }
  return std::unique_ptr<SqlStatement>(
      std::make_unique<SqliteStatement>(std::move(handle), statement));
}

SqliteStatement::SqliteStatement(std::shared_ptr<SqliteHandle> handle, sqlite3_stmt* statement)
    : handle_(std::move(handle)), statement_(statement) {
  const int count = sqlite3_bind_parameter_count(statement);
  index_of_.assign(static_cast<std::size_t>(count) + 1, 0);
  bound_.resize(index_of_.size());
  for (int number = 1; number <= count; ++number) {
    const std::string name = "$" + std::to_string(number);
    index_of_[static_cast<std::size_t>(number)] =
        sqlite3_bind_parameter_index(statement, name.c_str());
  }
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

int SqliteStatement::IndexOf(int parameter) {
  const auto number = static_cast<std::size_t>(parameter);
  return number < index_of_.size() ? index_of_[number] : 0;
}

bool SqliteStatement::Has(int parameter, const Bound& value) {
  const auto number = static_cast<std::size_t>(parameter);
  if (number >= bound_.size()) return false;
  if (bound_[number] == value && value.kind != Bound::Kind::kBytes) return true;
  bound_[number] = value;
  return false;
}

void SqliteStatement::Remember(int code) {
  if (code != SQLITE_OK && bind_failure_ == SQLITE_OK) bind_failure_ = code;
}

void SqliteStatement::BindNull(int parameter) {
  if (Has(parameter, {})) return;
  Remember(sqlite3_bind_null(statement_, IndexOf(parameter)));
}

void SqliteStatement::BindInteger(int parameter, std::int64_t value) {
  if (Has(parameter, {Bound::Kind::kInteger, value})) return;
  Remember(sqlite3_bind_int64(statement_, IndexOf(parameter), value));
}

void SqliteStatement::BindText(int parameter, std::string_view text) {
  Has(parameter, {Bound::Kind::kBytes, 0});
  const char* data = text.data() != nullptr ? text.data() : "";
  Remember(sqlite3_bind_text64(statement_, IndexOf(parameter), data, text.size(), SQLITE_TRANSIENT,
                               SQLITE_UTF8));
}

void SqliteStatement::BindBlob(int parameter, std::string_view bytes) {
  Has(parameter, {Bound::Kind::kBytes, 0});
  const char* data = bytes.data() != nullptr ? bytes.data() : "";
  Remember(
      sqlite3_bind_blob64(statement_, IndexOf(parameter), data, bytes.size(), SQLITE_TRANSIENT));
}

void SqliteStatement::BindIntegers(int first, std::span<const std::int64_t> values,
                                   std::uint32_t present) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int parameter = first + static_cast<int>(i);
    if ((present >> i) & 1U) {
      BindInteger(parameter, values[i]);
    } else {
      BindNull(parameter);
    }
  }
}

Result<bool> SqliteStatement::Step() {
  if (handle_->unusable) return handle_->Unusable();
  if (bind_failure_ != SQLITE_OK) {
    return SqliteErrorOf(bind_failure_, sqlite3_errstr(bind_failure_), handle_->path,
                         "binding " + Abbreviated(sqlite3_sql(statement_)));
  }
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return handle_->ErrorOf(sqlite3_extended_errcode(handle_->database),
                          Abbreviated(sqlite3_sql(statement_)));
}

bool SqliteStatement::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t SqliteStatement::Integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view SqliteStatement::Text(int column) const {
  const unsigned char* text = sqlite3_column_text(statement_, column);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view SqliteStatement::Blob(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::uint32_t SqliteStatement::Integers(int first, std::span<std::int64_t> values) const {
  std::uint32_t present = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int column = first + static_cast<int>(i);
    values[i] = sqlite3_column_int64(statement_, column);
    // NULL reads as 0, so that only zeros need the second call.
    if (values[i] != 0 || !IsNull(column)) present |= 1U << i;
  }
  return present;
}

void SqliteStatement::Reset() {
  if (bind_failure_ != SQLITE_OK) return Forget();
  sqlite3_reset(statement_);
}

void SqliteStatement::Forget() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  bound_.assign(bound_.size(), Bound{});
  bind_failure_ = SQLITE_OK;
}

}  // namespace cognitrack
