#include "cli/upkeep_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

const ExitSpec kBusy{75, "another process is writing this ledger"};
const ExitSpec kTaken{64, "the command line is wrong, or the place is taken"};
const OptionSpec kBackupPlace{"--out", "FILE",
                              "Where the backup goes; beside the ledger by default", &O::out_file};
const OptionSpec kNoBackup{"--no-backup", "REASON",
                           "Make no backup, and record why; what goes wrong then stays wrong",
                           &O::no_backup};

VerbSpec BackupVerb(std::string_view group) {
  return {
      "backup",
      group,
      "The whole ledger as one file, checked",
      "Writes what the ledger holds at one moment to a new SQLite ledger (mode 0600), while "
      "others read and write. It appears only after it was opened, asked to check itself, and "
      "compared with the ledger: every window, and everything that each once held, by count "
      "and content hash. Beside it stands FILE.sha256, for 'sha256sum -c'. Never overwrites.",
      {{"--out", "FILE", "Where it goes; LEDGER.backup-TIME-schemaN.db by default", &O::out_file}},
      {"cognitrack backup", "cognitrack backup --out /mnt/backups/ledger-2026-03.db"},
      {kTaken, {74, "no room for it, or the disk failed; nothing was written"}}};
}

VerbSpec RestoreVerb(std::string_view group) {
  return {"restore",
          group,
          "A backup takes the ledger's place",
          "Checks the backup (its note, its structure, its schema), keeps what it replaces as "
          "another backup, puts it in place in one transaction, and compares again. Killed at any "
          "moment, the ledger is the old one or the new one. Readers are not disturbed. A backup "
          "of an older schema is restored as it is, and the command that follows is named.",
          {{"--from", "FILE", "The backup", &O::from_place, true}},
          {"cognitrack restore --from ledger.sqlite.backup-20260305T140000Z-schema1.db"},
          {{64, "the command line is wrong, or there is no such backup"},
           {65, "the file is not what its note says, or no ledger; nothing was changed"},
           {74, "the backup is damaged, or no room to keep what is there; nothing was changed"},
           kBusy}};
}

VerbSpec CopyVerb(std::string_view group) {
  return {"copy",
          group,
          "A ledger into another database, to the last byte",
          "Everything that it holds, history, archive and runs included, table by table, in one "
          "snapshot and one transaction, into a database that must be empty. Each table is read "
          "back and compared by count and hash before the copy counts; there and back is "
          "identical. --db is not looked at.",
          {{"--from", "PLACE", "The ledger: sqlite:PATH, or a libpq URI", &O::from_place, true},
           {"--to", "PLACE", "The new one, likewise", &O::to_database, true}},
          {"cognitrack copy --from sqlite:ledger.sqlite --to postgresql://ledger@localhost/ledger"},
          {kTaken, {70, "the copy would differ; nothing was stored"}, kBusy}};
}

VerbSpec MigrateStatusVerb(std::string_view group) {
  return {"migrate status",
          group,
          "Which schema the database has, and which this program speaks",
          "Reads only. Each migration with when it was applied, and whether its script is still "
          "the one that was. What mends another schema than the program's is named.",
          {},
          {"cognitrack migrate status"},
          {{78, "the schema is older or newer than this program's, or was made by another build"}}};
}

VerbSpec MigratePlanVerb(std::string_view group) {
  return {"migrate plan",
          group,
          "What 'migrate up' would do, statement by statement",
          "The statements of each pending migration as this database takes them, what each locks "
          "and who waits for it, and the rows of the tables that it touches. With --to, what "
          "'migrate down' would do, and what would be lost. Reads only.",
          {{"--to", "N", "Instead: the way down to schema N", &O::to_schema}},
          {"cognitrack migrate plan", "cognitrack migrate plan --to 1"},
          {}};
}

VerbSpec MigrateUpVerb(std::string_view group) {
  return {"migrate up",
          group,
          "Bring the schema to this program's",
          "Makes a backup first, then applies each pending migration in one transaction of its "
          "own, in which the run is recorded with the time of each step. Killed at any moment, a "
          "migration is applied or not; run it again. Two at once are safe.",
          {kBackupPlace, kNoBackup},
          {"cognitrack migrate up", "cognitrack migrate up --no-backup 'snapshot of the volume'"},
          {{74, "no room for the backup, or the disk failed"}, kBusy}};
}

VerbSpec MigrateDownVerb(std::string_view group) {
  return {"migrate down",
          group,
          "Take the schema back to an older one",
          "Makes a backup first, then takes back one migration after the other, each in one "
          "transaction. Where rows would be lost it refuses, and says how many, unless "
          "--lose-data is given. To 0: an empty database again.",
          {{"--to", "N", "The schema to go back to", &O::to_schema, true},
           {"--lose-data", "", "Rows that the older schema has no place for may go", &O::lose_data},
           kBackupPlace,
           kNoBackup},
          {"cognitrack migrate down --to 1"},
          {{64, "the command line is wrong, or data would be lost; nothing was changed"},
           {74, "no room for the backup, or the disk failed"},
           kBusy}};
}

}  // namespace

std::vector<VerbSpec> UpkeepVerbs(std::string_view group) {
  return {BackupVerb(group),        RestoreVerb(group),     CopyVerb(group),
          MigrateStatusVerb(group), MigratePlanVerb(group), MigrateUpVerb(group),
          MigrateDownVerb(group)};
}

}  // namespace cognitrack
