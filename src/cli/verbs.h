// The verbs, one file each (verb_*.cpp). A verb writes its answer through the context and gives the
// exit code; an Error stands for "could not be done" and is written by the caller.
#pragma once

#include "base/result.h"
#include "cli/command_context.h"

namespace cognitrack {

Result<int> RunImport(CommandContext& context);
Result<int> RunIngest(CommandContext& context);
Result<int> RunBackfill(CommandContext& context);
Result<int> RunWindows(CommandContext& context);
Result<int> RunCursors(CommandContext& context);
Result<int> RunCursorsReset(CommandContext& context);
Result<int> RunPrune(CommandContext& context);
Result<int> RunUsage(CommandContext& context);
Result<int> RunCosts(CommandContext& context);
Result<int> RunPricesCheck(CommandContext& context);
Result<int> RunPricesExplain(CommandContext& context);
Result<int> RunAllocationSet(CommandContext& context);
Result<int> RunAllocationShow(CommandContext& context);
Result<int> RunAllocationCheck(CommandContext& context);
Result<int> RunAllocationStatement(CommandContext& context);
Result<int> RunRuns(CommandContext& context);
Result<int> RunSources(CommandContext& context);
Result<int> RunNames(CommandContext& context);
Result<int> RunNamesPull(CommandContext& context);
Result<int> RunNamesList(CommandContext& context);
Result<int> RunNamesShow(CommandContext& context);
Result<int> RunParity(CommandContext& context);
Result<int> RunParityCosts(CommandContext& context);
Result<int> RunPricesInfer(CommandContext& context);
Result<int> RunParitySign(CommandContext& context);
Result<int> RunParityList(CommandContext& context);
Result<int> RunParityShow(CommandContext& context);
Result<int> RunExport(CommandContext& context);
Result<int> RunExportReconciliation(CommandContext& context);
Result<int> RunAnonymise(CommandContext& context);
Result<int> RunCapture(CommandContext& context);
Result<int> RunDoctor(CommandContext& context);
Result<int> RunConfigPrint(CommandContext& context);
Result<int> RunConfigCheck(CommandContext& context);
Result<int> RunFlags(CommandContext& context);
Result<int> RunFlagsSet(CommandContext& context);
Result<int> RunFlagsReset(CommandContext& context);
Result<int> RunFlagsHistory(CommandContext& context);
Result<int> RunShadow(CommandContext& context);
Result<int> RunShadowBegin(CommandContext& context);
Result<int> RunShadowCompare(CommandContext& context);
Result<int> RunShadowPromote(CommandContext& context);
Result<int> RunShadowDrop(CommandContext& context);
Result<int> RunShadowBack(CommandContext& context);
Result<int> RunShadowHistory(CommandContext& context);
Result<int> RunRollbackPlan(CommandContext& context);
Result<int> RunRollbackRun(CommandContext& context);
Result<int> RunRebuild(CommandContext& context);
Result<int> RunBackup(CommandContext& context);
Result<int> RunRestore(CommandContext& context);
Result<int> RunCopy(CommandContext& context);
Result<int> RunMigrateStatus(CommandContext& context);
Result<int> RunMigratePlan(CommandContext& context);
Result<int> RunMigrateUp(CommandContext& context);
Result<int> RunMigrateDown(CommandContext& context);
Result<int> RunAccountsList(CommandContext& context);
Result<int> RunAccountsSetupLink(CommandContext& context);
Result<int> RunAccountsAdd(CommandContext& context);
Result<int> RunAccountsRole(CommandContext& context);
Result<int> RunAccountsDisable(CommandContext& context);
Result<int> RunAccountsEnable(CommandContext& context);
Result<int> RunAccountsRemove(CommandContext& context);
Result<int> RunAccountsPassword(CommandContext& context);
Result<int> RunTokensList(CommandContext& context);
Result<int> RunTokensCreate(CommandContext& context);
Result<int> RunTokensRevoke(CommandContext& context);
Result<int> RunAuditList(CommandContext& context);
Result<int> RunAuditVerify(CommandContext& context);
Result<int> RunServe(CommandContext& context);
Result<int> RunHealth(CommandContext& context);
Result<int> RunCronTrigger(CommandContext& context);
Result<int> RunScheduleList(CommandContext& context);
Result<int> RunScheduleRun(CommandContext& context);
Result<int> RunRehearse(CommandContext& context);
Result<int> RunVersion(CommandContext& context);

}  // namespace cognitrack
