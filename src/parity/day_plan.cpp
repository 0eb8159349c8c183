#include "parity/day_plan.h"

#include <algorithm>
#include <set>

namespace cognitrack {
namespace {

bool HoldsUse(const ExportDay& day) {
  return !day.Totals().IsZero() ||
         std::any_of(day.decimals.begin(), day.decimals.end(),
                     [](const auto& entry) { return entry.second != "0"; });
}

void AddNames(const DecimalSums& sums, std::set<std::string>* names) {
  for (const auto& [name, value] : sums) names->insert(name);
}

}  // namespace

bool DayPlan::Differs(const ComparedMetrics& metrics) const {
  if (csv == nullptr || !held() || filter_blind) return false;
  if (pruned()) {
    const MetricTotals totals = csv->Totals();
    for (std::size_t i = 0; i < kMetricCount; ++i) {
      if (metrics.compared.Has(MetricAt(i)) && totals.values[i] != ledger->sums.totals.values[i]) {
        return true;
      }
    }
    return false;
  }
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (metrics.compared.Has(MetricAt(i)) && csv->fingerprints[i] != ledger->sums.fingerprints[i]) {
      return true;
    }
  }
  return std::any_of(metrics.compared_decimals.begin(), metrics.compared_decimals.end(),
                     [&](const std::string& name) {
                       return DecimalOr0(csv->decimals, name) !=
                              DecimalOr0(ledger->sums.decimals, name);
                     });
}

bool DayPlan::NeedsJoin(const ComparedMetrics& metrics) const {
  if (pruned() || filter_blind) return false;
  if (csv != nullptr && held()) return Differs(metrics);
  if (csv != nullptr) return HoldsUse(*csv);
  return held() && ledger->HoldsUse();
}

std::int64_t DayPlan::rows() const {
  return (csv == nullptr ? 0 : csv->rows) + (ledger == nullptr ? 0 : ledger->sums.rows);
}

DayFacts DayPlan::Facts(const ComparedMetrics& metrics) const {
  DayFacts facts;
  if (csv != nullptr) {
    facts.listed = true;
    facts.hours_missing = !csv->covered.complete;
    facts.ends_early = csv->last_of_file && csv->covered.clipped;
  }
  facts.second_grain = second_grain;
  facts.open = open;
  facts.held = held();
  facts.filter_blind = filter_blind;
  if (ledger != nullptr) {
    facts.parked = ledger->record.attempt.outcome == AttemptOutcome::kParked;
    facts.pruned = pruned();
    facts.clipped = ledger->record.clipped;
    facts.holds_use = ledger->HoldsUse();
  }
  // Amounts within their tolerance differ as sums and in no series.
  const bool by_series = !(metrics.compared & kCostMetrics).empty();
  facts.differs = Differs(metrics) && (findings.total > 0 || !by_series);
  facts.csv_above = findings.csv_above;
  facts.worst = findings.worst;
  return facts;
}

ComparedMetrics ComparedMetricsOf(const ExportSide& files, const std::vector<DayPlan>& plans) {
  ComparedMetrics metrics;
  std::set<std::string> csv_decimals, ledger_decimals;
  for (const DayPlan& plan : plans) {
    if (plan.csv != nullptr) {
      metrics.csv_columns = metrics.csv_columns | files.HeaderOf(*plan.csv).metrics;
      if (plan.csv->unfiltered > 0) {
        metrics.csv = metrics.csv | files.HeaderOf(*plan.csv).metrics;
      }
      AddNames(plan.csv->decimals, &csv_decimals);
    }
    if (plan.held() && plan.ledger->record.row_count > 0) {
      metrics.ledger = metrics.ledger | plan.ledger->record.reported;
    }
    if (plan.ledger != nullptr) AddNames(plan.ledger->sums.decimals, &ledger_decimals);
  }
  const MetricSet csv = metrics.csv.empty() ? kAllMetrics : metrics.csv;
  const MetricSet ledger = metrics.ledger.empty() ? kAllMetrics : metrics.ledger;
  metrics.compared = csv & ledger;
  std::set<std::string> alone;
  if (!metrics.csv.empty() && !metrics.ledger.empty()) {
    for (std::size_t i = 0; i < kMetricCount; ++i) {
      if (csv.Has(MetricAt(i)) != ledger.Has(MetricAt(i))) alone.emplace(kMetricNames[i]);
    }
    std::set_symmetric_difference(csv_decimals.begin(), csv_decimals.end(), ledger_decimals.begin(),
                                  ledger_decimals.end(), std::inserter(alone, alone.end()));
  }
  metrics.not_compared.assign(alone.begin(), alone.end());
  for (const std::string& name : csv_decimals) {
    if (ledger_decimals.count(name) > 0) metrics.compared_decimals.push_back(name);
  }
  return metrics;
}

DayFindings FindingsByTotals(const DayPlan& plan, const ComparedMetrics& metrics) {
  DayFindings findings;
  findings.day = plan.day;
  const bool listed = plan.csv != nullptr;
  const MetricTotals csv = listed ? plan.csv->Totals() : MetricTotals();
  const MetricTotals& ledger = plan.ledger->sums.totals;
  ParityDifference difference;
  difference.day = plan.day;
  difference.kind = listed ? DifferenceKind::kMismatch : DifferenceKind::kMissingInCsv;
  difference.cause = listed ? Cause::kPruned : Cause::kDayAbsent;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const WideCount delta = csv.values[i] - ledger.values[i];
    if (!metrics.compared.Has(MetricAt(i)) || delta == 0) continue;
    findings.csv_above = findings.csv_above || delta > 0;
    MetricDifference told{std::nullopt, ledger.values[i], delta};
    if (listed) told.csv = csv.values[i];
    difference.metrics.emplace(kMetricNames[i], told);
  }
  if (difference.metrics.empty()) return findings;
  findings.total = 1;
  findings.worst = difference.cause;
  findings.differences.push_back(std::move(difference));
  return findings;
}

}  // namespace cognitrack
