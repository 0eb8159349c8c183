// AlertFacts: what alerts are computed from, read from a ledger by others (ingest/alert_reading.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "alerts/budget.h"
#include "base/time.h"
#include "parity/parity_document.h"

namespace cognitrack {

// From when on something is worth a notice.
struct AlertPolicy {
  Picos parity_percent{2 * kPicosInOne};  // Of a metric's total.
  int stale_hours = 36;                   // Without a good read.
};

// A day whose last try stored nothing.
struct ParkedDayFact {
  Day day;
  int pulls = 1;  // How many of the newest pulls could not store it.
};

// A surface that is pulled.
struct SurfaceFacts {
  std::string surface;
  UtcSeconds last_good_read = 0;  // Of the API; never 0.
  std::vector<ParkedDayFact> parked;
};

// The newest pull that has ended.
struct PullFacts {
  std::int64_t run_id = 0;
  std::string verb;
  UtcSeconds finished_at = 0;
  int exit_code = 0;
};

// A field that a pull of the last days met and the program does not know.
struct DriftFact {
  std::string what;  // "unknown_metric", …
  std::string name;
  std::int64_t run_id = 0;
};

// The newest comparison of use with the bill.
struct ReconciliationFacts {
  std::int64_t run_id = 0;
  std::string verdict;  // Of kBillVerdictNames.
};

struct SourceFacts {
  std::string name;
  std::vector<SurfaceFacts> surfaces;
  std::optional<PullFacts> last_pull;
  std::vector<DriftFact> drift;
  std::optional<std::vector<std::string>> unpriced_models;  // Nothing: not known.
  std::optional<ReconciliationFacts> reconciliation;
};

struct AlertFacts {
  std::vector<SourceFacts> sources;
  std::vector<ParityDocument> checks;       // Newest first, with their runs.
  std::vector<BudgetSpending> budgets;      // Every budget's periods that can still change.
  std::optional<std::vector<Alert>> files;  // Of the watched folder; nothing: it was not looked at.
};

}  // namespace cognitrack
