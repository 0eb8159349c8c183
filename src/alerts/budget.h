// Budgets: how much a source, or a part of it, may cost in a day, a week or a month of UTC. What
// was spent is what was billed; where that is not read yet, what the use costs by the price book,
// and said so. What neither tells is unknown and never 0: a sum with an unknown part can cross a
// limit, for it is a lower bound, but it can not say that it was kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/alert.h"
#include "base/time.h"
#include "money/picos.h"

namespace cognitrack {

enum class BudgetPeriod { kDay, kWeek, kMonth };
// "day", "week", "month".
std::string_view NameOf(BudgetPeriod period);
std::optional<BudgetPeriod> BudgetPeriodNamed(std::string_view name);

// The first day of the period that holds `day`, and of the one after it. A week begins on Monday.
Day FirstOfPeriod(BudgetPeriod period, Day day);
Day FirstOfNextPeriod(BudgetPeriod period, Day day);
// "2026-03-05", "week of 2026-03-02", "2026-03".
std::string FormatPeriod(BudgetPeriod period, Day day);

struct Budget {
  std::string name;
  std::string source;
  BudgetPeriod period = BudgetPeriod::kMonth;
  Picos limit;            // Dollars; more than 0.
  int warn_percent = 80;  // From 1 to 100.
  // Keeps what is of it alone; nothing: everything of the source. Bills do not tell models: a
  // budget of one goes by priced use.
  std::optional<std::string> project_id = {};
  std::optional<std::string> model = {};
  std::string set_by = {};
  UtcSeconds set_at = 0;
  bool operator==(const Budget&) const = default;
};

// What one day of a budget cost.
struct DaySpent {
  Day day;
  std::optional<Picos> billed;  // Nothing: not read, or not told by bills.
  std::optional<Picos> priced;  // Nothing: not read, or a part of the use has no price.
  bool is_over = true;          // False: both may still grow.
};

struct BudgetSpending {
  Budget budget;
  Day first;                   // Of the period.
  std::vector<DaySpent> days;  // Of the period, as many as have begun.
};

// What of a budget was spent in a period.
struct BudgetState {
  Picos spent;  // Of the days that are known.
  std::int64_t days_billed = 0;
  std::int64_t days_priced = 0;  // Not billed yet.
  std::int64_t days_unknown = 0;
  bool is_known() const { return days_unknown == 0; }
};
BudgetState StateOf(const BudgetSpending& spending);

// Whether `spent` is at `percent` of the limit, or above.
bool HasReached(Picos spent, const Budget& budget, int percent);

// A budget's alerts: crossed and certainly not crossed, both empty where nothing can be said.
struct BudgetVerdict {
  std::vector<Alert> crossed;
  std::vector<AlertKey> kept;
};
BudgetVerdict JudgeBudget(const BudgetSpending& spending);

}  // namespace cognitrack
