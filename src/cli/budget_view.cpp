#include "cli/alert_view.h"
#include "cli/display_text.h"
#include "cli/money_text.h"
#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

std::string ScopeText(const Budget& budget) {
  std::string text;
  if (budget.project_id) text = Printable(*budget.project_id);
  if (budget.model) text += (text.empty() ? "" : ", ") + Printable(*budget.model);
  return text.empty() ? "everything" : text;
}

std::string SpentText(const BudgetState& state) {
  if (state.is_known()) return MoneyText(state.spent);
  return state.days_billed + state.days_priced == 0 ? std::string(kUnknownText)
                                                    : "≥ " + MoneyText(state.spent);
}

std::string DaysText(const BudgetState& state) {
  return std::to_string(state.days_billed) + " / " + std::to_string(state.days_priced) + " / " +
         std::to_string(state.days_unknown);
}

std::string SpentStyled(const BudgetSpending& spending, const BudgetState& state,
                        const TextStyle& style) {
  constexpr int kWhole = 100;
  const std::string text = SpentText(state);
  if (HasReached(state.spent, spending.budget, kWhole)) return style.Bad(text);
  return HasReached(state.spent, spending.budget, spending.budget.warn_percent) ? style.Note(text)
                                                                                : text;
}

void SetOrNull(std::string_view name, const std::optional<std::string>& text, JsonObject* object) {
  if (text) {
    object->Set(name, *text);
  } else {
    object->SetNull(name);
  }
}

}  // namespace

std::string BudgetsText(const std::vector<BudgetSpending>& budgets, const TextStyle& style,
                        int width) {
  if (budgets.empty()) {
    return "There is no budget. 'cognitrack budgets set NAME --limit-usd AMOUNT' makes one.\n";
  }
  TextTable table;
  for (const char* head : {"Budget", "Source", "Of", "Period"}) {
    table.AddColumn(head, Align::kLeft);
  }
  table.AddColumn("Limit", Align::kRight);
  table.AddColumn("Spent", Align::kRight);
  table.AddColumn("Days billed / priced / unknown", Align::kLeft);
  table.AddColumn("Set by", Align::kLeft);
  for (const BudgetSpending& spending : budgets) {
    const Budget& budget = spending.budget;
    const BudgetState state = StateOf(spending);
    table.AddRow({Printable(budget.name), Printable(budget.source), ScopeText(budget),
                  FormatPeriod(budget.period, spending.first), MoneyText(budget.limit),
                  SpentStyled(spending, state, style), DaysText(state), Printable(budget.set_by)});
  }
  return table.ToText(style, width);
}

JsonObject BudgetObject(const Budget& budget) {
  JsonObject object;
  object.Set("name", budget.name);
  object.Set("source", budget.source);
  object.Set("period", NameOf(budget.period));
  object.Set("limit_usd", ToText(budget.limit));
  object.Set("warn_percent", std::int64_t{budget.warn_percent});
  SetOrNull("project_id", budget.project_id, &object);
  SetOrNull("model", budget.model, &object);
  object.Set("set_by", budget.set_by);
  object.SetTime("set_at", budget.set_at);
  return object;
}

std::string BudgetsJson(const std::vector<BudgetSpending>& budgets) {
  JsonArray array;
  for (const BudgetSpending& spending : budgets) {
    const BudgetState state = StateOf(spending);
    JsonObject object = BudgetObject(spending.budget);
    JsonObject spent;
    spent.Set("period", FormatPeriod(spending.budget.period, spending.first));
    spent.Set("known_usd", ToText(state.spent));
    spent.Set("is_whole", state.is_known());
    spent.Set("days_billed", state.days_billed);
    spent.Set("days_priced", state.days_priced);
    spent.Set("days_unknown", state.days_unknown);
    object.Set("spent", spent);
    array.Add(object);
  }
  return JsonObject().Set("budgets", array).ToText();
}

}  // namespace cognitrack
