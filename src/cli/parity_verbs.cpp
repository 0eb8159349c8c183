#include "cli/parity_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

}  // namespace

VerbSpec ParityVerb(std::string_view group) {
  return {
      "parity",
      group,
      "An export against the ledger, day by day, to the token",
      "Compares each number of the export with the ledger's. The tolerance is zero; a difference "
      "is named by day, dimension and metric, and given a cause. Works on a ledger that may not "
      "be written, too; the result is then not recorded, and the report says so. With --url the "
      "ledger is that of a running service, read through /api/v1; nothing is recorded then.",
      {{"--csv", "FILE…", "Usage or cost exports to compare with, all of one kind", &O::csv_files,
        true},
       {"--from", "DAY", "First day; the files' first by default", &O::from},
       {"--to", "DAY", "Last day, inclusive; the files' last by default", &O::to},
       {"--dimensions", "LIST", "Compare on these dimensions only", &O::dimensions},
       {"--filter", "K=V", "Only rows whose dimension K is V, on both sides; K= means blank",
        &O::filters},
       {"--out", "FILE", "Write the evidence: .json the document, .md a report to sign",
        &O::out_file},
       {"--url", "URL", "A running service whose ledger is compared, in place of a database",
        &O::url},
       {"--token-file", "FILE", "A token of its reader (COGNITRACK_API_TOKEN by default)",
        &O::token_file}},
      {"cognitrack parity --csv completions_usage_2026-03-01_2026-04-01.csv --to 2026-03-31",
       "cognitrack parity --csv march.csv --out march-parity.md",
       "cognitrack parity --csv march.csv --url https://ledger.example.com --token-file token"},
      {{0, "exact, or every difference is excused"},
       {1, "not proven: a number differs, or a day was not read"},
       {65, "a file cannot be read as what it must be; nothing was stored"},
       {69, "nothing answers at --url, or the service cannot read its ledger"},
       {77, "the service wants a token, or another one"},
       {78, "no CogniTrack, or one of another version, answers at --url"}}};
}

VerbSpec ParitySignVerb(std::string_view group) {
  return {"parity sign",
          group,
          "Sign the last parity report",
          "Fills the sign-off block of a recorded parity document with a name and the time, and "
          "records it. With --out FILE.md the signed report is written.",
          {{"--by", "NAME", "Who signs", &O::signed_by, true},
           {"--run", "ID", "Which parity run; the last one by default", &O::run_id},
           {"--note", "TEXT", "A remark under the signature", &O::note},
           {"--out", "FILE.md", "Write the signed report", &O::out_file}},
          {"cognitrack parity sign --by 'Ann Example' --out march-parity.md"},
          {{75, "another process is writing this ledger, or the work was interrupted"}}};
}

VerbSpec ParityListVerb(std::string_view group) {
  return {"parity list",
          group,
          "The parity documents on record",
          "Each recorded comparison with its range, verdict and signature, newest first.",
          {{"--limit", "N", "How many; 0 for all (20)", &O::limit},
           {"--cursor", "NEXT", "With --limit: what the page before gave as 'next'", &O::cursor}},
          {"cognitrack parity list"},
          {}};
}

VerbSpec ParityShowVerb(std::string_view group) {
  return {"parity show",
          group,
          "One parity document on record",
          "Shows a recorded comparison as it was found; with --json the document itself.",
          {{"ID", "", "The run that made it; the last one by default", &O::run_id},
           {"--out", "FILE", "Write it: .json the document, .md the report", &O::out_file}},
          {"cognitrack parity show 12"},
          {}};
}

}  // namespace cognitrack
