#include "tests/support/faulty_session.h"

namespace cognitrack {
namespace {

class FaultyStatement : public SqlStatement {
 public:
  FaultyStatement(std::unique_ptr<SqlStatement> below, FaultPlan* plan)
      : below_(std::move(below)), plan_(plan) {}

  void BindNull(int parameter) override { below_->BindNull(parameter); }
  void BindInteger(int parameter, std::int64_t value) override {
    below_->BindInteger(parameter, value);
  }
  void BindText(int parameter, std::string_view text) override {
    below_->BindText(parameter, text);
  }
  void BindBlob(int parameter, std::string_view bytes) override {
    below_->BindBlob(parameter, bytes);
  }
  void BindIntegers(int first, std::span<const std::int64_t> values,
                    std::uint32_t present) override {
    below_->BindIntegers(first, values, present);
  }
  Result<bool> Step() override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->Step();
  }
  bool IsNull(int column) const override { return below_->IsNull(column); }
  std::int64_t Integer(int column) const override { return below_->Integer(column); }
  std::string_view Text(int column) const override { return below_->Text(column); }
  std::string_view Blob(int column) const override { return below_->Blob(column); }
  std::uint32_t Integers(int first, std::span<std::int64_t> values) const override {
    return below_->Integers(first, values);
  }
  void Reset() override { below_->Reset(); }
  void Forget() override { below_->Forget(); }
  Status Finish() override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->Finish();
  }

 private:
  std::unique_ptr<SqlStatement> below_;
  FaultPlan* plan_;
};

class FaultySession : public SqlSession {
 public:
  FaultySession(SqlSession* below, FaultPlan* plan) : below_(below), plan_(plan) {}
  ~FaultySession() override { below_->Rollback(); }
  FaultySession(const FaultySession&) = delete;
  FaultySession& operator=(const FaultySession&) = delete;

  Result<std::unique_ptr<SqlStatement>> Prepare(std::string_view sql) override {
    if (plan_->Fails()) return plan_->Injected();
    return Faulty(below_->Prepare(sql));
  }
  Result<std::unique_ptr<SqlStatement>> PrepareScan(std::string_view sql) override {
    if (plan_->Fails()) return plan_->Injected();
    return Faulty(below_->PrepareScan(sql));
  }
  Result<std::unique_ptr<SqlStatement>> PrepareRows(std::string_view table,
                                                    std::string_view columns) override {
    if (plan_->Fails()) return plan_->Injected();
    return Faulty(below_->PrepareRows(table, columns));
  }
  Status EnsureMonth(std::int64_t window_start) override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->EnsureMonth(window_start);
  }
  bool HasMonth(std::int64_t window_start) const override { return below_->HasMonth(window_start); }
  Status LockStream(std::int64_t stream) override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->LockStream(stream);
  }
  Status LockOrder() override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->LockOrder();
  }
  bool WritesAlone() const override { return below_->WritesAlone(); }
  bool CanBeRepeated() const override { return below_->CanBeRepeated(); }
  Result<MonthFate> EmptyMonth(const std::vector<std::string>& tables,
                               const std::vector<SqlWindow>& windows) override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->EmptyMonth(tables, windows);
  }
  Status Execute(std::string_view script) override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->Execute(script);
  }
  Status Begin(SqlTransactionKind kind) override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->Begin(kind);
  }
  Status Commit() override {
    if (plan_->Fails()) return plan_->Injected();
    const Status committed = below_->Commit();
    ++plan_->commits;
    if (plan_->kind == FaultPlan::Kind::kReplyLost && plan_->commits == plan_->at) {
      plan_->fired = true;
      return plan_->Injected();
    }
    return committed;
  }
  void Rollback() override { below_->Rollback(); }
  SqlDialect dialect() const override { return below_->dialect(); }
  Result<bool> IsEmpty() override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->IsEmpty();
  }
  Result<std::vector<std::string>> CheckItself() override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->CheckItself();
  }
  Status CopyTo(const std::string& path) override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->CopyTo(path);
  }
  Status ReplaceBy(const std::string& path) override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->ReplaceBy(path);
  }
  Status Compact() override {
    if (plan_->Fails()) return plan_->Injected();
    return below_->Compact();
  }

 private:
  Result<std::unique_ptr<SqlStatement>> Faulty(Result<std::unique_ptr<SqlStatement>> statement) {
    if (!statement) return statement;
    return std::unique_ptr<SqlStatement>(
        std::make_unique<FaultyStatement>(std::move(*statement), plan_));
  }

  SqlSession* below_;
  FaultPlan* plan_;
};

}  // namespace

bool FaultPlan::Fails() {
  ++calls;
  const bool fails =
      (kind == Kind::kFailOnce && calls == at) || (kind == Kind::kFailFromThere && calls >= at);
  if (kind == Kind::kDisturb && calls == at) {
    fired = true;
    disturb();
  }
  fired = fired || fails;
  return fails;
}

Error FaultPlan::Injected() const { return Error{ErrorCode::kDisk, "an injected fault"}; }

std::unique_ptr<SqlSession> MakeFaultySession(SqlSession* below, FaultPlan* plan) {
  return std::make_unique<FaultySession>(below, plan);
}

}  // namespace cognitrack
