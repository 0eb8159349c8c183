// PullShadow: what a pull stored, put beside the versions in shadow at its end. Asks the ledger
// nothing where there are none.
#pragma once

#include "ingest/pull.h"
#include "ingest/run_journal.h"

namespace cognitrack {

class PullShadow {
 public:
  PullShadow(const PullEnvironment& environment, RunJournal& journal)
      : store_(environment.store), compare_(environment.compare_stored), journal_(journal) {}

  // Before anything is stored.
  Status Begin();
  // After everything was; what is found becomes issues of the run.
  void End();

 private:
  LedgerStore& store_;
  CompareStored compare_;
  RunJournal& journal_;
  std::int64_t before_ = 0;  // The ledger's revision when the pull began.
};

}  // namespace cognitrack
