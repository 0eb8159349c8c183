#include "alerts/budget.h"

#include <algorithm>
#include <array>

#include "base/month.h"

namespace cognitrack {
namespace {

constexpr std::array<std::string_view, 3> kPeriodNames = {"day", "week", "month"};
constexpr int kDaysOfWeek = 7;
// 1970-01-01 was a Thursday.
constexpr int kFirstDaysWeekday = 3;
constexpr int kWhole = 100;

// To the cent, cut off: for people. What is compared is exact.
std::string Dollars(Picos amount) {
  constexpr WideCount kPicosInCent = kPicosInOne / 100;
  const WideCount cents = amount.count / kPicosInCent;
  const bool is_negative = cents < 0;
  const WideCount size = is_negative ? -cents : cents;
  const std::string below = cognitrack::ToText(size % kWhole);
  return std::string(is_negative ? "-" : "") + "$" + cognitrack::ToText(size / kWhole) + "." +
         (below.size() < 2 ? "0" : "") + below;
}

std::string Basis(const BudgetState& state) {
  const auto days = [](std::int64_t count) {
    return std::to_string(count) + (count == 1 ? " day" : " days");
  };
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (state.days_billed > 0) add(days(state.days_billed) + " as billed");
  if (state.days_priced > 0) add(days(state.days_priced) + " by the price book, not billed yet");
  if (state.days_unknown > 0) add(days(state.days_unknown) + " unknown");
  return text;
}

std::string ScopeOf(const Budget& budget) {
  std::string scope = InAlert(budget.source);
  if (budget.project_id) scope += ", project " + InAlert(*budget.project_id);
  if (budget.model) scope += ", model " + InAlert(*budget.model);
  return scope;
}

std::string TextOf(const Budget& budget, const BudgetState& state, const std::string& period,
                   int percent) {
  const std::string amount = (state.is_known() ? "" : "at least ") + Dollars(state.spent);
  return "Budget '" + InAlert(budget.name) + "' (" + ScopeOf(budget) + "): " + amount +
         " spent in " + period + ", which is " + std::to_string(percent) + " % or more of " +
         Dollars(budget.limit) + ". " + Basis(state) + ".";
}

}  // namespace

std::string_view NameOf(BudgetPeriod period) {
  return kPeriodNames[static_cast<std::size_t>(period)];
}

std::optional<BudgetPeriod> BudgetPeriodNamed(std::string_view name) {
  const auto found = std::find(kPeriodNames.begin(), kPeriodNames.end(), name);
  if (found == kPeriodNames.end()) return std::nullopt;
  return static_cast<BudgetPeriod>(found - kPeriodNames.begin());
}

Day FirstOfPeriod(BudgetPeriod period, Day day) {
  if (period == BudgetPeriod::kMonth) return FirstOfMonth(day);
  if (period == BudgetPeriod::kDay) return day;
  return day - (day.number + kFirstDaysWeekday) % kDaysOfWeek;
}

Day FirstOfNextPeriod(BudgetPeriod period, Day day) {
  if (period == BudgetPeriod::kMonth) return FirstOfNextMonth(day);
  if (period == BudgetPeriod::kDay) return day + 1;
  return FirstOfPeriod(period, day) + kDaysOfWeek;
}

std::string FormatPeriod(BudgetPeriod period, Day day) {
  if (period == BudgetPeriod::kMonth) return FormatMonth(day);
  if (period == BudgetPeriod::kDay) return FormatDay(day);
  return "week of " + FormatDay(FirstOfPeriod(period, day));
}

BudgetState StateOf(const BudgetSpending& spending) {
  BudgetState state;
  for (const DaySpent& day : spending.days) {
    // A bill of a day that goes on lags behind the use that it is for.
    const bool use_is_ahead = day.billed && day.priced && !day.is_over && *day.billed < *day.priced;
    if (day.billed && !use_is_ahead) {
      state.spent.count += day.billed->count;
      ++state.days_billed;
    } else if (day.priced) {
      state.spent.count += day.priced->count;
      ++state.days_priced;
    } else {
      ++state.days_unknown;
    }
  }
  return state;
}

bool HasReached(Picos spent, const Budget& budget, int percent) {
  return spent.count * kWhole >= budget.limit.count * percent;
}

BudgetVerdict JudgeBudget(const BudgetSpending& spending) {
  const Budget& budget = spending.budget;
  const BudgetState state = StateOf(spending);
  const std::string period = FormatPeriod(budget.period, spending.first);
  BudgetVerdict verdict;
  const auto judge = [&](AlertRule rule, int percent) {
    AlertKey key{rule, budget.source, budget.name, period};
    if (HasReached(state.spent, budget, percent)) {
      verdict.crossed.push_back({std::move(key), TextOf(budget, state, period, percent)});
    } else if (state.is_known()) {
      verdict.kept.push_back(std::move(key));
    }
  };
  if (budget.warn_percent < kWhole) {
    judge(AlertRule::kBudgetWarning, budget.warn_percent);
  } else {  // It has no warning any more.
    verdict.kept.push_back({AlertRule::kBudgetWarning, budget.source, budget.name, period});
  }
  judge(AlertRule::kBudgetExceeded, kWhole);
  return verdict;
}

}  // namespace cognitrack
