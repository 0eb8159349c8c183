#include "bench/recording_session.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>

namespace cognitrack {
namespace {

using Binding = std::function<void(SqlStatement*)>;
using Clocked = std::chrono::duration<double, std::milli>;

bool HasPlan(std::string_view sql) {
  sql.remove_prefix(std::min(sql.find_first_not_of(" \n\t"), sql.size()));
  for (const std::string_view word : {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}) {
    if (sql.substr(0, word.size()) == word) return true;
  }
  return false;
}

// What is open below, and what is asked about it.
class Explainer {
 public:
  Explainer(SqlSession* below, Recording* recording) : below_(below), recording_(recording) {}

  bool Wants(const std::string& sql) const {
    return !recording_->scene.empty() && HasPlan(sql) && !recording_->known.contains(sql);
  }
  void Explain(const std::string& sql, bool is_scan, const std::map<int, Binding>& bindings) {
    recording_->known.insert(sql);
    RecordedStatement statement{recording_->scene, sql, {}, 0, 0};
    const bool is_sqlite = below_->dialect() == SqlDialect::kSqlite;
    std::string asked =
        is_sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) ";
    if (!is_sqlite && is_scan) asked += "DECLARE explained NO SCROLL CURSOR FOR ";
    asked += sql;
    const bool undoes = !is_sqlite && in_transaction;
    Status asking = undoes ? below_->Execute("SAVEPOINT explained") : Status();
    if (asking) asking = Ask(asked, is_sqlite ? 3 : 0, bindings, &statement);
    if (!asking) recording_->failures.push_back(sql + ": " + asking.error().message);
    if (undoes) {
      const Status undone =
          below_->Execute("ROLLBACK TO SAVEPOINT explained; RELEASE SAVEPOINT explained");
      if (!undone) recording_->failures.push_back(undone.error().message);
    }
    recording_->statements.push_back(std::move(statement));
  }
  Recording* recording() { return recording_; }

  bool in_transaction = false;

 private:
  Status Ask(const std::string& asked, int column, const std::map<int, Binding>& bindings,
             RecordedStatement* statement) {
    TRY(const auto plan, below_->Prepare(asked));
    for (const auto& [parameter, bind] : bindings) bind(plan.get());
    while (true) {
      TRY(const bool row, plan->Step());
      if (!row) return {};
      statement->plan.emplace_back(plan->Text(column));
    }
  }

  SqlSession* below_;
  Recording* recording_;
};

class RecordingStatement : public SqlStatement {
 public:
  RecordingStatement(std::unique_ptr<SqlStatement> below, std::string sql, bool is_scan,
                     Explainer* explainer)
      : below_(std::move(below)), sql_(std::move(sql)), is_scan_(is_scan), explainer_(explainer) {}

  void BindNull(int parameter) override {
    Keep(parameter, [parameter](SqlStatement* to) { to->BindNull(parameter); });
  }
  void BindInteger(int parameter, std::int64_t value) override {
    Keep(parameter, [=](SqlStatement* to) { to->BindInteger(parameter, value); });
  }
  void BindText(int parameter, std::string_view text) override {
    Keep(parameter, [parameter, text = std::string(text)](SqlStatement* to) {
      to->BindText(parameter, text);
    });
  }
  void BindBlob(int parameter, std::string_view bytes) override {
    Keep(parameter, [parameter, bytes = std::string(bytes)](SqlStatement* to) {
      to->BindBlob(parameter, bytes);
    });
  }
  void BindIntegers(int first, std::span<const std::int64_t> values,
                    std::uint32_t present) override {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const int parameter = first + static_cast<int>(i);
      if ((present >> i & 1U) != 0) {
        BindInteger(parameter, values[i]);
      } else {
        BindNull(parameter);
      }
    }
  }
  Result<bool> Step() override {
    if (!is_running_ && explainer_->Wants(sql_)) {
      explainer_->Explain(sql_, is_scan_, bindings_);
      recorded_ = explainer_->recording()->statements.size();
    }
    is_running_ = true;
    const auto begun = std::chrono::steady_clock::now();
    Result<bool> row = below_->Step();
    if (recorded_ > 0) {
      RecordedStatement& record = explainer_->recording()->statements[recorded_ - 1];
      record.milliseconds += Clocked(std::chrono::steady_clock::now() - begun).count();
      record.rows += row && *row;
    }
    if (!row || !*row) Ended();
    return row;
  }
  bool IsNull(int column) const override { return below_->IsNull(column); }
  std::int64_t Integer(int column) const override { return below_->Integer(column); }
  std::string_view Text(int column) const override { return below_->Text(column); }
  std::string_view Blob(int column) const override { return below_->Blob(column); }
  std::uint32_t Integers(int first, std::span<std::int64_t> values) const override {
    return below_->Integers(first, values);
  }
  void Reset() override {
    Ended();
    below_->Reset();
  }
  void Forget() override {
    Ended();
    bindings_.clear();
    below_->Forget();
  }
  Status Finish() override { return below_->Finish(); }

 private:
  void Keep(int parameter, Binding binding) {
    binding(below_.get());
    bindings_[parameter] = std::move(binding);
  }
  void Ended() {
    is_running_ = false;
    recorded_ = 0;
  }

  std::unique_ptr<SqlStatement> below_;
  std::string sql_;
  bool is_scan_;
  Explainer* explainer_;
  std::map<int, Binding> bindings_;
  bool is_running_ = false;
  std::size_t recorded_ = 0;  // Which one this execution is, from 1.
};

class RecordingSession : public SqlSession {
 public:
  RecordingSession(std::unique_ptr<SqlSession> below, Recording* recording)
      : below_(std::move(below)), explainer_(below_.get(), recording) {}

  Result<std::unique_ptr<SqlStatement>> Prepare(std::string_view sql) override {
    return Recorded(below_->Prepare(sql), sql, false);
  }
  Result<std::unique_ptr<SqlStatement>> PrepareScan(std::string_view sql) override {
    return Recorded(below_->PrepareScan(sql), sql, true);
  }
  // In SQLite an INSERT like any other; in PostgreSQL a COPY, which has no plan.
  Result<std::unique_ptr<SqlStatement>> PrepareRows(std::string_view table,
                                                    std::string_view columns) override {
    if (dialect() == SqlDialect::kSqlite) return SqlSession::PrepareRows(table, columns);
    return below_->PrepareRows(table, columns);
  }
  Status Execute(std::string_view script) override { return below_->Execute(script); }
  Status Begin(SqlTransactionKind kind) override {
    const Status begun = below_->Begin(kind);
    explainer_.in_transaction = begun.has_value();
    return begun;
  }
  Status Commit() override {
    explainer_.in_transaction = false;
    return below_->Commit();
  }
  void Rollback() override {
    explainer_.in_transaction = false;
    below_->Rollback();
  }
  Status LockStream(std::int64_t stream) override { return below_->LockStream(stream); }
  Status LockOrder() override { return below_->LockOrder(); }
  bool WritesAlone() const override { return below_->WritesAlone(); }
  bool CanBeRepeated() const override { return below_->CanBeRepeated(); }
  Status EnsureMonth(std::int64_t window_start) override {
    return below_->EnsureMonth(window_start);
  }
  bool HasMonth(std::int64_t window_start) const override { return below_->HasMonth(window_start); }
  Result<MonthFate> EmptyMonth(const std::vector<std::string>& tables,
                               const std::vector<SqlWindow>& windows) override {
    return below_->EmptyMonth(tables, windows);
  }
  SqlDialect dialect() const override { return below_->dialect(); }
  Result<bool> IsEmpty() override { return below_->IsEmpty(); }
  Result<std::vector<std::string>> CheckItself() override { return below_->CheckItself(); }
  Status CopyTo(const std::string& path) override { return below_->CopyTo(path); }
  Status ReplaceBy(const std::string& path) override { return below_->ReplaceBy(path); }
  Status Compact() override { return below_->Compact(); }

 private:
  Result<std::unique_ptr<SqlStatement>> Recorded(Result<std::unique_ptr<SqlStatement>> statement,
                                                 std::string_view sql, bool is_scan) {
    if (!statement) return statement;
    return std::unique_ptr<SqlStatement>(std::make_unique<RecordingStatement>(
        std::move(*statement), std::string(sql), is_scan, &explainer_));
  }

  std::unique_ptr<SqlSession> below_;
  Explainer explainer_;
};

}  // namespace

std::unique_ptr<SqlSession> MakeRecordingSession(std::unique_ptr<SqlSession> below,
                                                 Recording* recording) {
  return std::make_unique<RecordingSession>(std::move(below), recording);
}

}  // namespace cognitrack
