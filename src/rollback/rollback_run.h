// RollbackRun: a rollback's steps, carried out in their order up to the first that fails, and the
// log of it: a run (verb "rollback") in the ledger that is in force afterwards, with each step, how
// long it took and what came of it. The run stands there from the first step on, so that also a
// rollback that was killed tells how far it came.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "rollback/rollback_plan.h"

namespace cognitrack {

enum class StepAnswer { kDo, kSkip, kStop };
// Asked before each step that is planned; `number` counts from 1.
using StepQuestion = std::function<StepAnswer(int number, const RollbackStep& step)>;

struct RollbackRecord {
  RollbackPlan plan;  // Its steps as they came out.
  RunRecord run;      // As it is in the ledger.
  int schema_after = 0;
  std::optional<ParityDocument> parity;
};

// One at a time is carried out on a ledger: kTryLater, naming the process, where another is under
// way. An Error: nothing was begun (as PlanRollback; kUsage where no reason or no name is given),
// or the log could not be written, which the message says. What a step met is in the record: its
// run.exit_code is the verb's, 1 where parity does not prove.
Result<RollbackRecord> RunRollback(const RollbackOptions& options, const RollbackParts& parts,
                                   const std::string& login, const StepQuestion& question);

}  // namespace cognitrack
