// PullNames: what the provider's ids are called, into the ledger. One list is one transaction: a
// list that cannot be read, or may not be, leaves what is held of it as it is, and the others go
// on. Nobody's e-mail address is stored unless it is asked for.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "base/clock.h"
#include "names/name_listing.h"
#include "providers/names_provider.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct NamesEnvironment {
  LedgerStore& store;
  NamesProvider& provider;
  Clock& clock;
  // Asked between lists and between pages.
  std::function<bool()> stop_requested = StopRequested;
};

struct NamesOptions {
  std::string source;
  bool source_given = false;  // --source was on the command line.
  EmailUse emails = EmailUse::kHide;
  std::string label;
  std::string key = {};  // As PullEnvironment::key.
};

struct NamesSummary {
  // rows_read: ids listed; rows_written: those new or changed. run.exit_code is the verb's.
  RunRecord run;
  std::map<NameKind, NameTally> tallies;  // Of the kinds of which a list was stored.
  std::set<NameKind> refused;             // Kinds that the key may not list.
};

// An Error means that the run could not begin or not be recorded. Refused kinds alone are exit code
// 0, unless every kind was refused (77). A list that could not be read gives the first that applies
// of 76, 69, 75. kUsage (64), with nothing stored, where the key belongs to another organisation
// than the source; the projects, which are listed first, tell.
Result<NamesSummary> PullNames(const NamesOptions& options, NamesEnvironment environment);

}  // namespace cognitrack
