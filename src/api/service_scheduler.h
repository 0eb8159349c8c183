// The scheduler of a service: looks every half minute for what is due and runs it, as the cron's
// route would, until the process is told to stop; a pull then ends between two of its windows.
#pragma once

#include <memory>

#include "api/daily_pull.h"
#include "api/ledger_verbs.h"
#include "base/spawner.h"
#include "cli/command_context.h"
#include "telemetry/log.h"

namespace cognitrack {

// Null, which is logged with its reason, where nothing is pulled: the schedule is off, or no key of
// a provider is set. kConfig for a schedule that is none. What is passed in must outlive the task;
// its end is the end of the scheduler.
Result<std::unique_ptr<Task>> StartScheduler(CommandContext& context, const LedgerVerbs& verbs,
                                             DailyPull& daily_pull, Log& log);

}  // namespace cognitrack
