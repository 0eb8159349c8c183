#include "cli/shadow_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

const ExitSpec kBusy{75, "another process is writing this ledger"};
const ExitSpec kRefused{64,
                        "there is nothing to do that to, or a reason or a name is missing; "
                        "nothing was changed"};
const OptionSpec kKind{"KIND", "", "pricing or ingest", &O::version_kind, true};
const OptionSpec kReason{"--reason", "TEXT", "Why; shown by 'shadow', 'shadow history' and 'runs'",
                         &O::reason};
const OptionSpec kBy{"--by", "NAME", "Who decides it; the login name by default", &O::signed_by};
const OptionSpec kByNamed{"--by", "NAME", "Who decides it", &O::signed_by};

VerbSpec ShadowVerb(std::string_view group) {
  return {"shadow",
          group,
          "Versions of pricing and ingest: in force, and in shadow beside it",
          "A new price book (pricing) or a new reading of the provider's answers (ingest) is tried "
          "beside the one in force, on what is held: begun, compared, and promoted or dropped. "
          "Nothing of the ledger's rows is touched by any of it. What is in force follows from "
          "the entries, which are never rewritten; where there are none, the program's own is.",
          {},
          {"cognitrack shadow"},
          {}};
}

VerbSpec BeginVerb(std::string_view group) {
  return {"shadow begin",
          group,
          "Put a version in shadow beside the one in force",
          "Of pricing a price book of your own (docs/PRICES.md), which the ledger keeps whole; of "
          "ingest a reading that this program knows. One candidate of a kind at a time. From then "
          "on every ingest and backfill compares what it stored.",
          {kKind,
           {"--prices", "FILE", "The price book, of pricing", &O::prices_file},
           {"--reading", "N", "The number of the reading, of ingest", &O::reading},
           kReason,
           kBy},
          {"cognitrack shadow begin pricing --prices contract.csv --reason 'contract of 2027'",
           "cognitrack shadow begin ingest --reading 2 --reason 'audio tokens are told apart'"},
          {kRefused, {65, "the file is no price book; nothing was changed"}, kBusy}};
}

VerbSpec CompareVerb(std::string_view group) {
  return {"shadow compare",
          group,
          "The candidate beside what is in force, over what is held",
          "Of ingest the archived bytes of every window are read by both; of pricing all use is "
          "priced by both, and where costs are held 'parity costs' is made with both. The whole "
          "comparison is recorded with a run; a promotion stands on it. All sources, unless "
          "--source names one.",
          {kKind,
           {"--from", "DAY", "First day (UTC, YYYY-MM-DD); all that is held by default", &O::from},
           {"--to", "DAY", "Last day, inclusive", &O::to},
           {"--out", "FILE", "Also write every difference to FILE (.json)", &O::out_file},
           {"--run", "ID", "Show what that run found, and compare nothing", &O::run_id}},
          {"cognitrack shadow compare pricing",
           "cognitrack shadow compare ingest --from 2026-03-01 --out differences.json"},
          {{0, "no difference"},
           {1, "the candidate makes something else of what is held"},
           {64, "no version of that kind is in shadow"},
           {75, "the comparison was interrupted"}}};
}

VerbSpec PromoteVerb(std::string_view group) {
  return {"shadow promote",
          group,
          "The candidate is in force from now on",
          "Takes comparisons that cover everything comparable that is held and show no difference, "
          "or else a reason. The entry names the newest comparison. A promoted price book is what "
          "all that prices goes by; a promoted reading is what pulls and 'rebuild' read by, and "
          "leaves the days that are held as they are ('rebuild --accept' reads them anew).",
          {kKind, kByNamed, kReason},
          {"cognitrack shadow promote ingest --by 'Ann Example'",
           "cognitrack shadow promote pricing --by 'Ann Example' --reason 'contract of 2027'"},
          {kRefused, kBusy}};
}

VerbSpec DropVerb(std::string_view group) {
  return {"shadow drop",
          group,
          "The candidate is one no more",
          "What is in force stays. Entries and comparisons are kept.",
          {kKind, kReason, kBy},
          {"cognitrack shadow drop pricing --reason 'the contract was not signed'"},
          {kRefused, kBusy}};
}

VerbSpec BackVerb(std::string_view group) {
  return {"shadow back",
          group,
          "What was in force before is so again",
          "One step back each time, down to the program's own. A reading that is gone back to "
          "leaves the days that are held as they are ('rebuild --accept' reads them anew).",
          {kKind, kReason, kByNamed},
          {"cognitrack shadow back pricing --by 'Ann Example' --reason 'a discount was wrong'"},
          {kRefused, kBusy}};
}

VerbSpec HistoryVerb(std::string_view group) {
  return {"shadow history",
          group,
          "Every entry of the versions, newest first",
          "Who decided what, when and why, with the comparison that it stands on.",
          {{"KIND", "", "pricing or ingest only", &O::version_kind}},
          {"cognitrack shadow history", "cognitrack shadow history pricing"},
          {}};
}

}  // namespace

std::vector<VerbSpec> ShadowVerbs(std::string_view group) {
  return {ShadowVerb(group), BeginVerb(group), CompareVerb(group), PromoteVerb(group),
          DropVerb(group),   BackVerb(group),  HistoryVerb(group)};
}

}  // namespace cognitrack
