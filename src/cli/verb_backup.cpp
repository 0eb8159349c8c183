#include "cli/backup_view.h"
#include "cli/key_access.h"
#include "cli/number_text.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

BackupParts PartsOf(CommandContext& context) {
  CliEnvironment& environment = context.environment();
  return {environment.clock, environment.open_schema, environment.free_bytes};
}

// A copy into what is not there must not leave an empty file behind when there is nothing to copy.
Status CheckIsThere(const DatabaseLocation& location, LedgerSchema& source) {
  TRY(const SchemaStatus status, source.State());
  TRY_VOID(RefuseForeignSchema(status));
  if (status.Held() > 0) return {};
  return Error{ErrorCode::kConfig,
               WithoutPassword(location) + ": there is no ledger to copy; nothing was stored"};
}

}  // namespace

Result<int> RunBackup(CommandContext& context) {
  TRY(const std::unique_ptr<LedgerSchema> ledger, context.OpenSchema(DatabaseAccess::kRead));
  TRY(const BackupRecord record,
      BackUp(*ledger, context.settings().database, context.options().out_file, PartsOf(context)));
  context.Print(BackupText(record, context.style()));
  const std::int64_t sealed = CountSealedKeys(context);
  if (sealed > 0) {
    context.Print("  keys     " + Counted(sealed, "stored key") +
                  ", sealed; the key-encryption key is not in it: keep that elsewhere\n");
  }
  JsonObject document;
  document.Set("verb", "backup");
  document.Set("sealed_keys", sealed);
  document.Set("database", context.settings().database_text);
  document.Set("backup", BackupObject(record));
  context.PrintJson(document.ToText());
  return 0;
}

Result<int> RunRestore(CommandContext& context) {
  const std::string& from = *context.options().from_place;
  const Settings& settings = context.settings();
  TRY_VOID(context.MakeDirectoryToWrite(DatabaseAccess::kWrite));
  TRY(const RestoreRecord record, Restore(from, settings.database, PartsOf(context)));
  context.Print(RestoreText(record, from, settings.database_text, context.style()));
  context.PrintJson(RestoreJson(record, from, settings.database_text));
  return 0;
}

Result<int> RunCopy(CommandContext& context) {
  const CommandOptions& options = context.options();
  auto from = ParseDatabaseLocation(*options.from_place);
  if (!from) return from.error().At("--from");
  auto to = ParseDatabaseLocation(*options.to_database);
  if (!to) return to.error().At("--to");
  TRY(const auto source, context.environment().open_schema(*from, DatabaseAccess::kRead));
  TRY_VOID(CheckIsThere(*from, *source));
  TRY(const auto target, context.environment().open_schema(*to, DatabaseAccess::kWrite));
  TRY(const TransferredLedger copy, TransferLedger(*source, *target, {}));
  context.Print(CopyText(copy, WithoutPassword(*to), context.style(), context.width()));
  context.PrintJson(CopyJson(copy, WithoutPassword(*from), WithoutPassword(*to)));
  return 0;
}

}  // namespace cognitrack
