// Setting a flag: the decision of feature_flags/, carried out on the ledger, with a run that keeps
// what was done. Turning one on takes a clean parity check of every source in the scope, or a
// reason.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "feature_flags/flag_value.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct FlagOrder {
  std::string flag;
  std::optional<std::string> source;  // Nothing: everywhere.
  FlagSetting setting = FlagSetting::kDefault;
  std::string reason;  // May be blank where a clean parity check speaks for turning it on.
  std::string by;      // Blank: not said.
  std::string login;   // Stands in for `by`, but not for a signature.
};

struct FlagOutcome {
  std::optional<FlagChange> entry;  // Nothing: there was nothing to take back.
  FlagValue before;                 // Of the scope.
  FlagValue after;
  std::string proof;               // What proves it, or what is missing; blank unless turned on.
  std::vector<std::string> apart;  // Sources with another entry of their own, which still holds.
};

// kUsage for a flag that there is not, a missing reason or a missing name; kConfig for a source
// that there is not. Nothing is changed then.
Result<FlagOutcome> SetFlag(const FlagOrder& order, const FlagDefault& otherwise,
                            LedgerStore& store, Clock& clock);

// What holds for a source now.
Result<FlagValue> FlagOf(std::string_view flag, const std::string& source,
                         const FlagDefault& otherwise, LedgerStore& store);

}  // namespace cognitrack
