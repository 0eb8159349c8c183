#include <algorithm>
#include <map>
#include <set>

#include "alerts/alert_rules.h"
#include "base/month.h"

namespace cognitrack {
namespace {

constexpr WideCount kWhole = 100;
constexpr std::size_t kDaysTold = 5;

WideCount SizeOf(WideCount value) { return value < 0 ? -value : value; }

// Whether `part` is more than so many percent of `whole`; of nothing, anything is.
bool IsMoreThan(Picos percent, WideCount part, WideCount whole) {
  return part * kWhole * kPicosInOne > percent.count * SizeOf(whole);
}

WideCount ValueIn(const std::optional<MetricSums>& sums, const std::string& metric) {
  if (!sums) return 0;
  const auto found = sums->find(metric);
  return found == sums->end() ? 0 : found->second;
}

// Σ |export − ledger| over the days that differ, by metric. What excuses a difference does not
// count.
MetricSums DifferencesOf(const ParityDocument& check) {
  MetricSums differences;
  for (const ParityDay& day : check.days) {
    if (day.verdict != Verdict::kVariance) continue;
    std::set<std::string> metrics;
    for (const auto* side : {&day.csv, &day.ledger}) {
      if (!*side) continue;
      for (const auto& [metric, value] : **side) metrics.insert(metric);
    }
    for (const std::string& metric : metrics) {
      differences[metric] += SizeOf(ValueIn(day.csv, metric) - ValueIn(day.ledger, metric));
    }
  }
  return differences;
}

// A metric that the ledger does not know has no units to take a share of.
bool DiffersInUnknown(const ParityDocument& check) {
  return std::any_of(check.days.begin(), check.days.end(), [](const ParityDay& day) {
    return day.verdict == Verdict::kVariance && day.csv && day.ledger &&
           day.csv_decimals != day.ledger_decimals;
  });
}

bool IsWindowMissing(const ParityDay& day) {
  return !day.ledger && day.cause != Cause::kDayOpen && day.verdict != Verdict::kExplained;
}

// The days of a check that raise the alarm.
std::set<Day> AlarmingDays(const ParityDocument& check, const AlertPolicy& policy) {
  bool is_above = DiffersInUnknown(check);
  for (const auto& [metric, difference] : DifferencesOf(check)) {
    const auto total = check.csv_totals.find(metric);
    is_above = is_above || IsMoreThan(policy.parity_percent, difference,
                                      total == check.csv_totals.end() ? 0 : total->second);
  }
  std::set<Day> days;
  for (const ParityDay& day : check.days) {
    if (IsWindowMissing(day) || (is_above && day.verdict == Verdict::kVariance)) {
      days.insert(day.day);
    }
  }
  return days;
}

// Whether the check tells that its other days are right.
bool ProvesDays(const ParityDocument& check) {
  return !check.scope || (check.scope->filters.empty() && !check.scope->dimensions);
}

struct Month {
  std::set<Day> days;
  std::int64_t run_id = 0;  // Of the newest check that tells.
};

std::string DaysText(const std::set<Day>& days) {
  std::string text;
  std::size_t told = 0;
  for (const Day day : days) {
    if (told++ == kDaysTold)
      return text + " and " + std::to_string(days.size() - kDaysTold) + " more";
    text += (text.empty() ? "" : ", ") + FormatDay(day);
  }
  return text;
}

}  // namespace

std::vector<Alert> ParityAlerts(const std::vector<ParityDocument>& checks,
                                const AlertPolicy& policy) {
  std::map<std::pair<std::string, std::string>, std::set<Day>> judged;
  std::map<AlertKey, Month> months;
  for (const ParityDocument& check : checks) {
    std::set<Day>& known = judged[{check.source, check.surface}];
    const std::set<Day> alarming = AlarmingDays(check, policy);
    for (const Day day : alarming) {
      if (known.count(day) > 0) continue;
      Month& month =
          months[{AlertRule::kParityVariance, check.source, check.surface, FormatMonth(day)}];
      month.days.insert(day);
      if (month.run_id == 0) month.run_id = check.run_id;
    }
    known.insert(alarming.begin(), alarming.end());
    if (!ProvesDays(check)) continue;
    for (const ParityDay& day : check.days) {
      if (Proves(day.verdict) && !day.self) known.insert(day.day);
    }
  }
  std::vector<Alert> alerts;
  for (const auto& [key, month] : months) {
    alerts.push_back({key, "Parity of " + InAlert(key.source) + " / " + InAlert(key.subject) +
                               ", " + key.period +
                               ": the export and the ledger differ, or the ledger lacks a day: " +
                               DaysText(month.days) + ". 'cognitrack parity show " +
                               std::to_string(month.run_id) + "' tells where."});
  }
  return alerts;
}

}  // namespace cognitrack
