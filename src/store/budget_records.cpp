#include "store/budget_records.h"

#include "store/dialect.h"

namespace cognitrack {
namespace {

std::optional<std::string> NotEmpty(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

Status BudgetRecords::Set(const Budget& budget) {
  const auto limit = Split(budget.limit);
  if (budget.limit.count <= 0 || !limit) {
    return Error{ErrorCode::kUsage, "a budget's limit is an amount above 0; nothing was changed"};
  }
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery write,
      connection_->Prepare(
          "INSERT INTO budgets (id, team_id, name, source, period, limit_micro, limit_pico, "
          "warn_percent, project_id, model, set_by, set_at) VALUES (" +
          NextId("budgets", "id") +
          ", $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (team_id, name) DO UPDATE "
          "SET source = excluded.source, period = excluded.period, limit_micro = "
          "excluded.limit_micro, limit_pico = excluded.limit_pico, warn_percent = "
          "excluded.warn_percent, project_id = excluded.project_id, model = excluded.model, "
          "set_by = excluded.set_by, set_at = excluded.set_at"));
  write.Bind(1, team_.value).BindText(2, budget.name).BindText(3, budget.source);
  write.BindText(4, NameOf(budget.period)).Bind(5, limit->micro).Bind(6, limit->pico);
  write.Bind(7, std::int64_t{budget.warn_percent}).BindText(8, budget.project_id.value_or(""));
  write.BindText(9, budget.model.value_or("")).BindText(10, budget.set_by).Bind(11, budget.set_at);
  TRY_VOID(write.Run());
  return transaction.Commit();
}

Status BudgetRecords::Remove(const std::string& name) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery remove, connection_->Prepare("DELETE FROM budgets WHERE team_id = $1 AND name = $2 "
                                            "RETURNING id"));
  TRY(const auto id, remove.Bind(1, team_.value).BindText(2, name).RunForInteger());
  if (!id) {
    return Error{ErrorCode::kUsage, "there is no budget '" + name +
                                        "'; 'cognitrack budgets list' shows those that there are. "
                                        "Nothing was changed"};
  }
  return transaction.Commit();
}

Result<std::vector<Budget>> BudgetRecords::All() {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT name, source, period, limit_micro, limit_pico, warn_percent, "
                           "project_id, model, set_by, set_at FROM budgets WHERE team_id = $1 "
                           "ORDER BY name"));
  query.Bind(1, team_.value);
  std::vector<Budget> budgets;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return budgets;
    Budget budget;
    budget.name = query.Text(0);
    budget.source = query.Text(1);
    const auto period = BudgetPeriodNamed(query.TextView(2));
    if (!period) {
      return Error{ErrorCode::kInvariant,
                   "budget '" + budget.name + "' is damaged: it is for a '" + query.Text(2) + "'"};
    }
    budget.period = *period;
    budget.limit = Joined(query.Integer(3), query.Integer(4));
    budget.warn_percent = static_cast<int>(query.Integer(5));
    budget.project_id = NotEmpty(query.Text(6));
    budget.model = NotEmpty(query.Text(7));
    budget.set_by = query.Text(8);
    budget.set_at = query.Integer(9);
    budgets.push_back(std::move(budget));
  }
}

}  // namespace cognitrack
