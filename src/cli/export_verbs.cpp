#include "cli/export_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

const OptionSpec kTo{"--to", "DAY", "Last day, inclusive", &O::to};
const OptionSpec kOut{"--out", "FILE", "Write to a file, whole or not at all", &O::out_file};
const OptionSpec kPrices{"--prices", "FILE",
                         "A price book of your own, above the program's (COGNITRACK_PRICES)",
                         &O::prices_file};
const ExitSpec kDisk{74, "the output could not be written"};

}  // namespace

VerbSpec ExportVerb(std::string_view group) {
  return {
      "export",
      group,
      "The ledger's rows as a file: the provider's columns, or FOCUS",
      "CSV has the columns of OpenAI's completions-usage or cost export, so that the file can be "
      "fed back to 'parity', and of other surfaces those of their API; jsonl is one JSON object a "
      "row. FOCUS 1.2 takes billed costs, with whose money they are where allocation rules are in "
      "force, or usage of one or several surfaces, priced by the price book. Streams to standard "
      "output unless --out is given. Safe to open in a spreadsheet: no cell begins a formula.",
      {{"--format", "csv|jsonl|focus", "The form (csv); focus: FOCUS 1.2, priced", &O::format},
       {"--surface", "NAME",
        "completions, embeddings, images, …, costs, costs_by_key (completions); with focus also a "
        "list of usage surfaces, or 'usage' for all of them",
        &O::surface},
       {"--from", "DAY", "First day (UTC, YYYY-MM-DD); all that is held by default", &O::from},
       kTo,
       {"--filter", "K=V",
        "Only rows whose dimension K is V; K!=V leaves them out, K= means unattributed; may be "
        "repeated",
        &O::filters},
       {"--as-of", "REV|DAY|TIME", "What the ledger believed then, instead of what it believes now",
        &O::as_of},
       kPrices,
       kOut},
      {"cognitrack export --format csv --from 2026-03-01 --to 2026-03-31 > march.csv",
       "cognitrack export --format jsonl --filter project_id=proj_alpha",
       "cognitrack export --format focus --surface costs --out focus-2026-03.csv",
       "cognitrack export --format focus --surface usage --out focus-use.csv"},
      {{65, "the price book cannot be used, and why"}, kDisk}};
}

VerbSpec ExportReconciliationVerb(std::string_view group) {
  return {
      "export reconciliation",
      group,
      "Usage and bill side by side, each line with its cause",
      "The lines of 'parity costs', those without a difference too: what was billed, what the use "
      "costs by the price book, the difference and why. With --format focus the sum of BilledCost "
      "is the bill. The verdict is told on standard error and in every row; it does not change the "
      "exit code. Writes nothing to the ledger.",
      {{"--format", "csv|jsonl|focus", "The form (csv); focus: FOCUS 1.2", &O::format},
       {"--from", "DAY", "First day; the first that costs are held of by default", &O::from},
       kTo,
       kPrices,
       kOut},
      {"cognitrack export reconciliation --out march.csv",
       "cognitrack export reconciliation --format focus --out march-focus.csv"},
      {{65, "the price book cannot be used, and why"}, kDisk}};
}

}  // namespace cognitrack
