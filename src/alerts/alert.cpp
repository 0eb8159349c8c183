#include "alerts/alert.h"

#include <algorithm>
#include <array>

#include "base/hash.h"

namespace cognitrack {
namespace {

constexpr std::array<std::string_view, 10> kRuleNames = {
    "parity_variance", "reconciliation_variance", "stale_source",
    "failed_pull",     "parked_windows",          "schema_drift",
    "unpriced_models", "budget_warning",          "budget_exceeded",
    "bad_export"};
constexpr std::size_t kLongestText = 80;

}  // namespace

std::string_view NameOf(AlertRule rule) { return kRuleNames[static_cast<std::size_t>(rule)]; }

std::optional<AlertRule> AlertRuleNamed(std::string_view name) {
  const auto found = std::find(kRuleNames.begin(), kRuleNames.end(), name);
  if (found == kRuleNames.end()) return std::nullopt;
  return static_cast<AlertRule>(found - kRuleNames.begin());
}

std::string_view NameOf(AlertSeverity severity) {
  return severity == AlertSeverity::kCritical ? "critical" : "warning";
}

AlertSeverity SeverityOf(AlertRule rule) {
  switch (rule) {
    case AlertRule::kParityVariance:
    case AlertRule::kStaleSource:
    case AlertRule::kFailedPull:
    case AlertRule::kBudgetExceeded:
      return AlertSeverity::kCritical;
    case AlertRule::kReconciliationVariance:
    case AlertRule::kParkedWindows:
    case AlertRule::kSchemaDrift:
    case AlertRule::kUnpricedModels:
    case AlertRule::kBudgetWarning:
    case AlertRule::kBadExport:
      return AlertSeverity::kWarning;
  }
  return AlertSeverity::kWarning;
}

std::string FingerprintOf(const AlertKey& key) {
  Blake2bHasher hasher;
  hasher.AddText(NameOf(key.rule));
  hasher.AddText(key.source);
  hasher.AddText(key.subject);
  hasher.AddText(key.period);
  return ToHex(hasher.Finish()).substr(0, 32);
}

std::string InAlert(std::string_view text) {
  std::string shown;
  bool was_cut = text.size() > kLongestText;
  if (was_cut) {
    std::size_t end = kLongestText;
    // Not in the middle of a character.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end);
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  return was_cut ? shown + "…" : shown;
}

}  // namespace cognitrack
