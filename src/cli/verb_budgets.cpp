#include <algorithm>

#include "cli/alert_view.h"
#include "cli/display_text.h"
#include "cli/money_text.h"
#include "cli/verbs.h"
#include "ingest/book_in_force.h"
#include "ingest/budget_reading.h"

namespace cognitrack {
namespace {

constexpr std::size_t kLongestName = 100;

Result<Budget> BudgetOf(CommandContext& context) {
  const CommandOptions& options = context.options();
  Budget budget;
  budget.name = *options.budget_name;
  if (budget.name.empty() || budget.name.size() > kLongestName) {
    return Error{ErrorCode::kUsage, "a budget's name has from 1 to 100 bytes; nothing was changed"};
  }
  budget.source = context.settings().source;
  const auto limit = ParsePicos(*options.budget_limit);
  if (!limit || limit->rounded || limit->value.count <= 0) {
    return Error{ErrorCode::kUsage,
                 "--limit-usd is '" + *options.budget_limit +
                     "', but must be an amount above 0 with at most 12 decimals; nothing was "
                     "changed"};
  }
  budget.limit = limit->value;
  const std::string period = options.budget_period.value_or("month");
  const auto known = BudgetPeriodNamed(period);
  if (!known) {
    return Error{ErrorCode::kUsage, "--period is '" + period +
                                        "', but must be day, week or month; nothing was changed"};
  }
  budget.period = *known;
  const std::int64_t warn = options.warn_percent.value_or(budget.warn_percent);
  if (warn < 1 || warn > 100) {
    return Error{ErrorCode::kUsage, "--warn is from 1 to 100; nothing was changed"};
  }
  budget.warn_percent = static_cast<int>(warn);
  budget.project_id = options.budget_project;
  budget.model = options.budget_model;
  budget.set_by = options.signed_by.value_or(context.settings().login);
  budget.set_at = context.clock().Now();
  return budget;
}

}  // namespace

Result<int> RunBudgetsList(CommandContext& context) {
  TRY(const auto service, context.OpenService());
  TRY(const std::vector<Budget> budgets, service->budgets().All());
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  const auto in_force = ReadBookInForce(context.settings().prices_file, *store);
  std::vector<BudgetSpending> current;
  for (const Budget& budget : budgets) {
    TRY(std::vector<BudgetSpending> spending,
        ReadSpending(budget, in_force ? &in_force->book : nullptr, *store, context.clock().Now()));
    current.push_back(std::move(spending.back()));
  }
  context.Print(BudgetsText(current, context.style(), context.width()));
  context.PrintJson(BudgetsJson(current));
  return 0;
}

Result<int> RunBudgetsSet(CommandContext& context) {
  TRY(const Budget budget, BudgetOf(context));
  TRY(const auto service, context.OpenService());
  TRY_VOID(service->budgets().Set(budget));
  context.Print("Budget " + context.style().Bold(Printable(budget.name)) + ": " +
                MoneyText(budget.limit) + " a " + std::string(NameOf(budget.period)) + " for " +
                Printable(budget.source) + "\n");
  context.PrintJson(BudgetObject(budget).ToText());
  return 0;
}

Result<int> RunBudgetsRemove(CommandContext& context) {
  const std::string& name = *context.options().budget_name;
  TRY(const auto service, context.OpenService());
  TRY_VOID(service->budgets().Remove(name));
  context.Print("Removed: budget " + Printable(name) + "\n");
  context.PrintJson(JsonObject().Set("removed", name).ToText());
  return 0;
}

}  // namespace cognitrack
