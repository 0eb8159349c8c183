#include "alerts/alert_rules.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace cognitrack {
namespace {

constexpr int kPullsUntilParked = 2;
constexpr std::size_t kMostModels = 50;
constexpr std::string_view kVariance = "variance";

std::string Hours(UtcSeconds seconds) { return std::to_string(seconds / kSecondsPerHour) + " h"; }

std::string ShowRun(std::int64_t run) {
  return "'cognitrack runs " + std::to_string(run) + "' tells why.";
}

class Judge {
 public:
  Judge(const AlertFacts& facts, const AlertPolicy& policy, UtcSeconds now)
      : facts_(facts), policy_(policy), now_(now) {}

  AlertVerdicts Run(const std::vector<AlertKey>& open) {
    for (const SourceFacts& source : facts_.sources) JudgeSource(source);
    JudgeChecks();
    for (const BudgetSpending& spending : facts_.budgets) {
      BudgetVerdict verdict = JudgeBudget(spending);
      for (Alert& alert : verdict.crossed) Cross(std::move(alert));
      kept_.insert(verdict.kept.begin(), verdict.kept.end());
      judged_budgets_.insert(
          {spending.budget.name, FormatPeriod(spending.budget.period, spending.first)});
    }
    if (facts_.files) {
      for (const Alert& alert : *facts_.files) Cross(alert);
    }
    AlertVerdicts verdicts;
    for (auto& [key, alert] : crossed_) verdicts.crossed.push_back(alert);
    for (const AlertKey& key : open) {
      if (crossed_.count(key) == 0 && IsOver(key)) verdicts.over.push_back(key);
    }
    return verdicts;
  }

 private:
  void JudgeSource(const SourceFacts& source);
  void JudgeStale(const SourceFacts& source);
  void JudgePull(const SourceFacts& source);
  void JudgeParked(const SourceFacts& source);
  void JudgeDrift(const SourceFacts& source);
  void JudgeModels(const SourceFacts& source);
  void JudgeReconciliation(const SourceFacts& source);
  void JudgeChecks();
  bool IsOver(const AlertKey& key) const;
  const SourceFacts* SourceOf(const AlertKey& key) const;

  void Cross(Alert alert) {
    AlertKey key = alert.key;
    crossed_.emplace(std::move(key), std::move(alert));
  }

  const AlertFacts& facts_;
  const AlertPolicy& policy_;
  UtcSeconds now_;
  std::map<AlertKey, Alert> crossed_;
  std::set<AlertKey> kept_;                                       // Budgets that were kept.
  std::set<std::pair<std::string, std::string>> judged_budgets_;  // Name and period.
  std::set<AlertKey> judged_months_;                              // That comparisons reach.
};

void Judge::JudgeSource(const SourceFacts& source) {
  JudgeStale(source);
  JudgePull(source);
  JudgeParked(source);
  JudgeDrift(source);
  JudgeModels(source);
  JudgeReconciliation(source);
}

void Judge::JudgeStale(const SourceFacts& source) {
  const UtcSeconds most = policy_.stale_hours * kSecondsPerHour;
  std::string surfaces;
  UtcSeconds oldest = now_;
  for (const SurfaceFacts& surface : source.surfaces) {
    if (now_ - surface.last_good_read < most) continue;
    surfaces += (surfaces.empty() ? "" : ", ") + InAlert(surface.surface);
    oldest = std::min(oldest, surface.last_good_read);
  }
  if (surfaces.empty()) return;
  Cross({{AlertRule::kStaleSource, source.name, "", ""},
         "Source " + InAlert(source.name) + " is stale: nothing was read for " +
             Hours(now_ - oldest) + " (" + surfaces + "), " + std::to_string(policy_.stale_hours) +
             " h at most are expected. Last good read: " + FormatTime(oldest) + "."});
}

void Judge::JudgePull(const SourceFacts& source) {
  if (!source.last_pull || source.last_pull->exit_code == 0) return;
  const PullFacts& pull = *source.last_pull;
  Cross({{AlertRule::kFailedPull, source.name, "", ""},
         "The newest pull of " + InAlert(source.name) + " (" + pull.verb + ", run " +
             std::to_string(pull.run_id) + ", " + FormatTime(pull.finished_at) +
             ") did not store everything: exit " + std::to_string(pull.exit_code) + ". " +
             ShowRun(pull.run_id)});
}

void Judge::JudgeParked(const SourceFacts& source) {
  constexpr std::size_t kMostDays = 5;
  for (const SurfaceFacts& surface : source.surfaces) {
    std::string days;
    std::size_t count = 0;
    for (const ParkedDayFact& parked : surface.parked) {
      if (parked.pulls < kPullsUntilParked) continue;
      if (count++ < kMostDays) days += (days.empty() ? "" : ", ") + FormatDay(parked.day);
    }
    if (count == 0) continue;
    if (count > kMostDays) days += " and " + std::to_string(count - kMostDays) + " more";
    Cross({{AlertRule::kParkedWindows, source.name, surface.surface, ""},
           "Parked in two pulls or more: " + InAlert(source.name) + " / " +
               InAlert(surface.surface) + ", " + days +
               ". Nothing of them was stored; 'cognitrack windows' tells why."});
  }
}

void Judge::JudgeDrift(const SourceFacts& source) {
  for (const DriftFact& drift : source.drift) {
    Cross({{AlertRule::kSchemaDrift, source.name, drift.what + " " + InAlert(drift.name), ""},
           "Schema drift at " + InAlert(source.name) + ": " + drift.what + " '" +
               InAlert(drift.name) + "' in run " + std::to_string(drift.run_id) +
               ". What can be kept of it is kept by name."});
  }
}

void Judge::JudgeModels(const SourceFacts& source) {
  if (!source.unpriced_models) return;
  std::size_t count = 0;
  for (const std::string& model : *source.unpriced_models) {
    if (count++ == kMostModels) return;
    Cross({{AlertRule::kUnpricedModels, source.name, model, ""},
           "Model '" + InAlert(model) + "' of " + InAlert(source.name) +
               " was used and has no price: what it costs is unknown until it is billed. "
               "'cognitrack prices check' tells how much."});
  }
}

void Judge::JudgeReconciliation(const SourceFacts& source) {
  if (!source.reconciliation || source.reconciliation->verdict != kVariance) return;
  const ReconciliationFacts& found = *source.reconciliation;
  Cross({{AlertRule::kReconciliationVariance, source.name, "", ""},
         "Billed and priced costs of " + InAlert(source.name) +
             " differ by more than the bands: 'cognitrack parity costs --run " +
             std::to_string(found.run_id) + "' tells the verdict, without --run where."});
}

void Judge::JudgeChecks() {
  for (const ParityDocument& check : facts_.checks) {
    for (const ParityDay& day : check.days) {
      judged_months_.insert({AlertRule::kParityVariance, check.source, check.surface,
                             FormatDay(day.day).substr(0, 7)});
    }
  }
  for (Alert& alert : ParityAlerts(facts_.checks, policy_)) Cross(std::move(alert));
}

const SourceFacts* Judge::SourceOf(const AlertKey& key) const {
  const auto found =
      std::find_if(facts_.sources.begin(), facts_.sources.end(),
                   [&key](const SourceFacts& source) { return source.name == key.source; });
  return found == facts_.sources.end() ? nullptr : &*found;
}

// It is not crossed: whether that is known, or only not told.
bool Judge::IsOver(const AlertKey& key) const {
  const SourceFacts* source = SourceOf(key);
  switch (key.rule) {
    case AlertRule::kParityVariance:
      return judged_months_.count(key) > 0;
    case AlertRule::kBudgetWarning:
    case AlertRule::kBudgetExceeded:
      // A period that is judged no more, or a budget that is none any more.
      return kept_.count(key) > 0 || judged_budgets_.count({key.subject, key.period}) == 0;
    case AlertRule::kBadExport:
      return facts_.files.has_value();
    case AlertRule::kUnpricedModels:
      return source != nullptr && source->unpriced_models.has_value();
    case AlertRule::kFailedPull:
      return source != nullptr && source->last_pull.has_value();
    case AlertRule::kReconciliationVariance:
      return source != nullptr && source->reconciliation.has_value();
    case AlertRule::kStaleSource:
    case AlertRule::kParkedWindows:
    case AlertRule::kSchemaDrift:
      return source != nullptr;
  }
  return false;
}

}  // namespace

AlertVerdicts JudgeAlerts(const AlertFacts& facts, const std::vector<AlertKey>& open,
                          const AlertPolicy& policy, UtcSeconds now) {
  return Judge(facts, policy, now).Run(open);
}

}  // namespace cognitrack
