// Alerts: what an operator should know of. Each is of one rule, source, subject and period, which
// together say what was crossed: the same crossing has the same fingerprint every time that it is
// seen, on every machine. A leaf: no I/O, no current time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cognitrack {

enum class AlertRule {
  kParityVariance,          // A comparison with an export differs, or lacks a day.
  kReconciliationVariance,  // Billed and priced differ beyond the bands.
  kStaleSource,             // Nothing of a surface was read for too long.
  kFailedPull,              // The newest pull did not store everything.
  kParkedWindows,           // Days that a pull could not store twice.
  kSchemaDrift,             // The provider sent a field that the program does not know.
  kUnpricedModels,          // Used, and the price book has no price.
  kBudgetWarning,           // Near the limit.
  kBudgetExceeded,          // At the limit, or above.
  kBadExport,               // A file of the watched folder is no export that can be compared.
};
// "parity_variance", …
std::string_view NameOf(AlertRule rule);
std::optional<AlertRule> AlertRuleNamed(std::string_view name);

enum class AlertSeverity { kWarning, kCritical };
// "warning", "critical".
std::string_view NameOf(AlertSeverity severity);
AlertSeverity SeverityOf(AlertRule rule);

// What was crossed.
struct AlertKey {
  AlertRule rule = AlertRule::kFailedPull;
  std::string source;   // Empty: of no source.
  std::string subject;  // A surface, a model, a budget's name, …; may be empty.
  std::string period;   // "2026-03-05", "2026-03", …; empty: it has none.
  auto operator<=>(const AlertKey&) const = default;
};

// 32 hexadecimal digits.
std::string FingerprintOf(const AlertKey& key);

struct Alert {
  AlertKey key;
  // For people, one line or a few: what, where and what to do. It holds no secret and nothing that
  // a provider answered but names of fields and models, without control characters.
  std::string text;
  bool operator==(const Alert&) const = default;
};

// A text of a provider's, as it may stand in an alert: printable, at most 80 bytes.
std::string InAlert(std::string_view text);

}  // namespace cognitrack
