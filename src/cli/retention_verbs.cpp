#include "cli/retention_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

}  // namespace

VerbSpec CursorsVerb(std::string_view group) {
  return {"cursors",
          group,
          "How far each surface has come: cursor, lag, gaps",
          "A cursor is the first day not held since the history began. It is computed from the "
          "windows and stored nowhere, so that it can neither run ahead of what is held nor fall "
          "behind it. Its name stays when the key is rotated.",
          {},
          {"cognitrack cursors"},
          {}};
}

VerbSpec CursorsResetVerb(std::string_view group) {
  return {
      "cursors reset",
      group,
      "Have a surface's days read again from one on",
      "The next ingest reads every day from --to on again, whatever its state; what is held "
      "stays in force until then, and what changes is kept as history. A history that began "
      "later begins there. Pruned days stay as they are (backfill --allow-pruned reads them). "
      "The reason is kept with the run.",
      {{"--surface", "NAME", "Whose days: completions, embeddings, …, costs", &O::surface, true},
       {"--to", "DAY", "The first day to be read again (UTC, YYYY-MM-DD)", &O::to, true},
       {"--reason", "TEXT", "Why; shown by 'runs'", &O::reason, true}},
      {"cognitrack cursors reset --surface completions --to 2026-03-01 --reason 'see #12'"},
      {{75, "another process is writing this ledger, or the work was interrupted"}}};
}

VerbSpec RebuildVerb(std::string_view group) {
  return {
      "rebuild",
      group,
      "Derive days from the archived answers, and mend what is damaged",
      "The answers of the provider that gave a day its content are kept with the ledger. Each is "
      "read again, without a network or a key, and compared by content hash. Rows, totals and "
      "roll-ups that were damaged are written anew, so that the hash is the recorded one again. An "
      "answer that is read otherwise than before is told, and stored as a revision with --accept "
      "only. Days from files, pruned ones and those whose answer was not kept are counted.",
      {{"--from", "DAY", "Only days from here on", &O::from},
       {"--to", "DAY", "Only days up to here, inclusive", &O::to},
       {"--surface", "LIST", "Only these surfaces (all)", &O::surface},
       {"--dry-run", "", "Say what would be written; change nothing", &O::dry_run},
       {"--accept", "", "Store what differs as a revision; what it replaces is kept", &O::accept},
       {"--label", "TEXT", "A name for this run, shown by 'runs'", &O::label}},
      {"cognitrack rebuild --dry-run", "cognitrack rebuild --from 2026-03-05 --to 2026-03-05"},
      {{0, "every day that can be derived is what is held, or was mended"},
       {1, "a day differs and was not accepted, or stays damaged"},
       {75, "another process is writing this ledger, or the work was interrupted"}}};
}

VerbSpec PruneVerb(std::string_view group) {
  return {
      "prune",
      group,
      "Let the rows of old, settled, proven days go",
      "Off unless COGNITRACK_RETENTION_DAYS is set; --dry-run tells what would go even so. A day "
      "goes only when it is older than the days kept, settled, and found exact or explained by a "
      "parity check on record of the very content that is held. Totals, hashes and roll-ups stay: "
      "reports by day, model, project, key or user go on. Rows, their history and the archived "
      "answers are gone (docs/RETENTION.md).",
      {{"--dry-run", "", "Say what would go, what stays and why; change nothing", &O::dry_run},
       {"--keep-days", "N", "Today and the days before it that stay, in place of the setting",
        &O::keep_days},
       {"--from", "DAY", "Only days from here on", &O::from},
       {"--to", "DAY", "Only days up to here, inclusive", &O::to},
       {"--surface", "LIST", "Only these surfaces; costs go only when named (all but money)",
        &O::surface},
       {"--allow-share", "PERCENT", "How much of the ledger's rows may go at once (20)",
        &O::allow_share},
       {"--label", "TEXT", "A name for this run, shown by 'runs'", &O::label}},
      {"cognitrack prune --dry-run", "COGNITRACK_RETENTION_DAYS=35 cognitrack prune"},
      {{0, "everything that may go is gone, or nothing may"},
       {64, "the command line is wrong, or more would go than one prune may take"},
       {75, "another process is writing this ledger, or the work was interrupted"},
       {78, "retention is off, or the clock cannot be trusted"}}};
}

}  // namespace cognitrack
