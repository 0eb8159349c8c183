#include "cli/migrate_view.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

Result<int> SchemaNumber(std::int64_t number) {
  constexpr std::int64_t kMost = 9'999;
  if (number <= kMost) return static_cast<int>(number);
  return Error{ErrorCode::kUsage, "--to " + std::to_string(number) + ": there is no such schema"};
}

Result<std::vector<PlannedMigration>> PlanOf(CommandContext& context,
                                             const std::optional<int>& down_to) {
  TRY(const std::unique_ptr<LedgerSchema> ledger, context.OpenSchema(DatabaseAccess::kRead));
  return down_to ? ledger->PlanDown(*down_to) : ledger->PlanUp();
}

Result<SchemaChange> ChangeUnderLock(CommandContext& context, const SchemaChangeOptions& options) {
  CliEnvironment& environment = context.environment();
  const BackupParts parts{environment.clock, environment.open_schema, environment.free_bytes};
  TRY(const std::unique_ptr<LedgerSchema> ledger, context.OpenSchema(DatabaseAccess::kWrite));
  return ChangeSchema(*ledger, context.settings().database, options, parts);
}

// Where there is nothing to do, no lock is taken and no database is made: a script may migrate up
// before each start.
Result<int> Change(CommandContext& context, const SchemaChangeOptions& options) {
  const std::string& database = context.settings().database_text;
  TRY(const auto plan, PlanOf(context, options.down_to));
  SchemaChange change;
  if (plan.empty()) {
    TRY(const std::unique_ptr<LedgerSchema> ledger, context.OpenSchema(DatabaseAccess::kRead));
    TRY(const SchemaStatus status, ledger->State());
    change.from = change.to = status.Held();
  } else {
    TRY(change, ChangeUnderLock(context, options));
  }
  context.Print(ChangeText(change, database, context.style(), context.width()));
  context.PrintJson(ChangeJson(change, context.options().verb, database));
  return 0;
}

}  // namespace

Result<int> RunMigrateStatus(CommandContext& context) {
  const std::string& database = context.settings().database_text;
  TRY(const std::unique_ptr<LedgerSchema> ledger, context.OpenSchema(DatabaseAccess::kRead));
  TRY(const SchemaStatus status, ledger->State());
  context.Print(StatusText(status, database, context.style(), context.width()));
  context.PrintJson(StatusJson(status, database));
  const std::string mend = MendOf(status);
  if (mend.empty()) return 0;
  if (SchemaWord(status) != "older") {
    context.environment().err << "cognitrack migrate status: " << mend << "\n";
  }
  return ExitCodeOf(ErrorCode::kConfig);
}

Result<int> RunMigratePlan(CommandContext& context) {
  const std::string& database = context.settings().database_text;
  const auto& to = context.options().to_schema;
  std::optional<int> down_to;
  if (to) {
    TRY(down_to, SchemaNumber(*to));
  }
  TRY(const auto plan, PlanOf(context, down_to));
  context.Print(PlanText(plan, to.has_value(), database, context.style()));
  context.PrintJson(PlanJson(plan, to.has_value(), database));
  return 0;
}

Result<int> RunMigrateUp(CommandContext& context) {
  SchemaChangeOptions options;
  options.no_backup = context.options().no_backup;
  options.backup_out = context.options().out_file;
  return Change(context, options);
}

Result<int> RunMigrateDown(CommandContext& context) {
  SchemaChangeOptions options;
  TRY(options.down_to, SchemaNumber(*context.options().to_schema));
  options.lose_data = context.options().lose_data;
  options.no_backup = context.options().no_backup;
  options.backup_out = context.options().out_file;
  return Change(context, options);
}

}  // namespace cognitrack
