// Deciding about versions: the rules of versions/, carried out on the ledger, with a run that keeps
// what was done. Promoting takes comparisons that cover all that is held and show no difference, or
// a reason.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "providers/reading_spec.h"
#include "store/ledger_store.h"
#include "versions/version_state.h"

namespace cognitrack {

struct VersionOrder {
  VersionKind kind = VersionKind::kPricing;
  VersionAction action = VersionAction::kBegin;
  std::optional<std::string> prices_file;  // Of kBegin of pricing.
  std::optional<std::int64_t> reading;     // Of kBegin of ingest.
  std::string reason;                      // May be blank where comparisons speak for promoting.
  std::string by;                          // Blank: not said.
  std::string login;  // Stands in for `by` where something begins or is dropped.
};

struct VersionOutcome {
  VersionChange entry;
  VersionState before;
  VersionState after;
  bool is_proven = false;  // Of kPromote: by comparisons alone.
  std::string proof;       // What proves it, or what is missing; blank unless promoted.
};

// kUsage for what the rules refuse, a missing reason or name, a reading that there is not;
// kBadInput for a file that is no price book. Nothing is changed then.
Result<VersionOutcome> SetVersion(const VersionOrder& order, const std::vector<ReadingSpec>& known,
                                  LedgerStore& store, Clock& clock);

}  // namespace cognitrack
