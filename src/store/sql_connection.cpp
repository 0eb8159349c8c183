#include "store/sql_connection.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/utf8.h"

namespace cognitrack {
namespace {

// Counts of a set that stand side by side, in the enumeration as in the table.
struct CountRun {
  std::size_t first = 0;
  std::size_t size = 0;
  std::size_t end() const { return first + size; }
};

// From `from` on; of no size where the set has no more counts.
CountRun NextCounts(MetricSet set, std::size_t from) {
  while (from < kCountMetrics && !set.Has(MetricAt(from))) ++from;
  CountRun run{from, 0};
  while (run.end() < kCountMetrics && set.Has(MetricAt(run.end()))) ++run.size;
  return run;
}

// The first byte of a text that cannot be kept; npos where all can.
std::size_t FirstRefused(std::string_view text) {
  return std::min(text.find('\0'), FirstInvalidUtf8(text));
}

}  // namespace

SqlQuery::SqlQuery(SqlConnection* connection, const std::string* text,
                   std::unique_ptr<SqlStatement> statement)
    : connection_(connection), text_(text), statement_(std::move(statement)) {}

SqlQuery::~SqlQuery() {
  if (statement_ == nullptr) return;
  statement_->Forget();
  if (text_ == nullptr) return;
  connection_->idle_.find(*text_)->second.push_back(std::move(statement_));
}

SqlQuery& SqlQuery::Bind(int parameter, std::int64_t value) {
  statement_->BindInteger(parameter, value);
  return *this;
}

SqlQuery& SqlQuery::Bind(int parameter, std::optional<std::int64_t> value) {
  if (value) {
    statement_->BindInteger(parameter, *value);
  } else {
    statement_->BindNull(parameter);
  }
  return *this;
}

SqlQuery& SqlQuery::BindText(int parameter, std::string_view text) {
  if (const std::size_t at = FirstRefused(text); at != std::string_view::npos && !refused_) {
    refused_ = Error{ErrorCode::kBadInput,
                     "a text holds a NUL or bytes that are no UTF-8, at byte " +
                         std::to_string(at + 1) + " of " + std::to_string(text.size()) +
                         "; a ledger keeps UTF-8 only; nothing of this step was stored"};
  }
  statement_->BindText(parameter, text);
  return *this;
}

SqlQuery& SqlQuery::BindBlob(int parameter, std::string_view bytes) {
  statement_->BindBlob(parameter, bytes);
  return *this;
}

SqlQuery& SqlQuery::BindHash(int parameter, const Hash256& hash) {
  if (hash == Hash256{}) {
    statement_->BindNull(parameter);
  } else {
    statement_->BindBlob(parameter, hash.view());
  }
  return *this;
}

SqlQuery& SqlQuery::BindMetrics(int first, MetricSet set, const MetricValues& metrics) {
  std::array<std::int64_t, kCountMetrics> counts;
  for (CountRun run = NextCounts(set, 0); run.size > 0; run = NextCounts(set, run.end())) {
    for (std::size_t i = 0; i < run.size; ++i) counts[i] = metrics.OrZero(MetricAt(run.first + i));
    statement_->BindIntegers(first, std::span(counts.data(), run.size),
                             metrics.reported().bits() >> run.first);
    first += static_cast<int>(run.size);
  }
  if (!set.Has(MetricAt(kCountMetrics))) return *this;
  for (std::size_t i = kCountMetrics; i < kMetricCount; ++i, first += 2) {
    const MicroAndPico parts = metrics.PartsOrZero(MetricAt(i));
    const std::array<std::int64_t, 2> columns = {parts.micro, parts.pico};
    statement_->BindIntegers(first, columns, metrics.reported().Has(MetricAt(i)) ? 0b11 : 0);
  }
  return *this;
}

Result<bool> SqlQuery::Step() {
  if (refused_) return *refused_;
  return statement_->Step();
}

Status SqlQuery::Run() {
  while (true) {
    TRY(const bool row, Step());
    if (!row) break;
  }
  statement_->Reset();
  return {};
}

Result<std::optional<std::int64_t>> SqlQuery::RunForInteger() {
  std::optional<std::int64_t> value;
  TRY(const bool row, Step());
  if (row) value = OptionalInteger(0);
  // To its end, so that a statement that writes has written all of it.
  for (bool more = row; more;) {
    TRY(more, Step());
  }
  statement_->Reset();
  return value;
}

std::optional<std::int64_t> SqlQuery::OptionalInteger(int column) const {
  if (statement_->IsNull(column)) return std::nullopt;
  return statement_->Integer(column);
}

Result<Hash256> SqlQuery::Hash(int column) const {
  if (statement_->IsNull(column)) return Hash256{};
  return Hash256From(statement_->Blob(column));
}

MetricValues SqlQuery::Metrics(int first, MetricSet set) const {
  MetricValues metrics;
  std::array<std::int64_t, kCountMetrics> counts;
  for (CountRun run = NextCounts(set, 0); run.size > 0; run = NextCounts(set, run.end())) {
    const std::uint32_t present = statement_->Integers(first, std::span(counts.data(), run.size));
    for (std::size_t i = 0; i < run.size; ++i) {
      if ((present >> i) & 1U) metrics.Set(MetricAt(run.first + i), counts[i]);
    }
    first += static_cast<int>(run.size);
  }
  if (!set.Has(MetricAt(kCountMetrics))) return metrics;
  for (std::size_t i = kCountMetrics; i < kMetricCount; ++i, first += 2) {
    std::array<std::int64_t, 2> parts;
    if (statement_->Integers(first, parts) == 0) continue;
    // Parts that no value has are damage: they count as not reported, which the totals then betray.
    if (!metrics.SetDecimal(MetricAt(i), Joined(parts[0], parts[1]))) continue;
  }
  return metrics;
}

SqlTransaction::SqlTransaction(SqlTransaction&& other) noexcept : connection_(other.connection_) {
  other.connection_ = nullptr;
}

SqlTransaction::~SqlTransaction() {
  if (connection_ == nullptr) return;
  connection_->session_->Rollback();
  connection_->in_transaction_ = false;
}

Status SqlTransaction::Commit() {
  if (connection_ == nullptr) return {};
  TRY_VOID(connection_->session_->Commit());
  connection_->in_transaction_ = false;
  connection_ = nullptr;
  return {};
}

template <typename Make>
Result<SqlQuery> SqlConnection::Kept(std::string_view text, Make make) {
  auto entry = idle_.find(text);
  if (entry == idle_.end()) entry = idle_.emplace(std::string(text), 0).first;
  if (!entry->second.empty()) {
    std::unique_ptr<SqlStatement> statement = std::move(entry->second.back());
    entry->second.pop_back();
    return SqlQuery(this, &entry->first, std::move(statement));
  }
  TRY(std::unique_ptr<SqlStatement> statement, make());
  return SqlQuery(this, &entry->first, std::move(statement));
}

Result<SqlQuery> SqlConnection::Prepare(std::string_view sql) {
  return Kept(sql, [&] { return session_->Prepare(sql); });
}

Result<SqlQuery> SqlConnection::PrepareScan(std::string_view sql) {
  return Kept(std::string("scan: ").append(sql), [&] { return session_->PrepareScan(sql); });
}

Result<SqlQuery> SqlConnection::PrepareRows(std::string_view table, std::string_view columns) {
  std::string key(table);
  key.append(" (").append(columns).append(")");
  return Kept(key, [&] { return session_->PrepareRows(table, columns); });
}

Result<SqlQuery> SqlConnection::PrepareOnce(std::string_view sql) {
  TRY(std::unique_ptr<SqlStatement> statement, session_->Prepare(sql));
  return SqlQuery(this, nullptr, std::move(statement));
}

Result<SqlTransaction> SqlConnection::BeginWrite() { return Begin(SqlTransactionKind::kWrite); }

Result<SqlTransaction> SqlConnection::BeginWriteBeside(std::optional<std::int64_t> stream) {
  TRY(SqlTransaction transaction, Begin(SqlTransactionKind::kWriteBeside));
  if (stream) TRY_VOID(session_->LockStream(*stream));
  return transaction;
}

Status SqlConnection::EnsureMonth(std::int64_t window_start) {
  if (session_->HasMonth(window_start)) return {};
  TRY(SqlTransaction transaction, BeginWrite());
  TRY_VOID(session_->EnsureMonth(window_start));
  return transaction.Commit();
}

Result<SqlTransaction> SqlConnection::Begin(SqlTransactionKind kind) {
  if (in_transaction_) {
    return Error{
        ErrorCode::kInvariant,
        "the ledger was asked to write while it was being read by the same caller; nothing "
        "was stored"};
  }
  TRY_VOID(session_->Begin(kind));
  in_transaction_ = true;
  SqlTransaction transaction(this);
  if (fence_) TRY_VOID(fence_());
  return transaction;
}

Result<SqlTransaction> SqlConnection::BeginRead() {
  if (in_transaction_) return SqlTransaction(nullptr);
  TRY_VOID(session_->Begin(SqlTransactionKind::kRead));
  in_transaction_ = true;
  return SqlTransaction(this);
}

}  // namespace cognitrack
