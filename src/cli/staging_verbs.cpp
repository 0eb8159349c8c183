#include "cli/staging_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

}  // namespace

VerbSpec AnonymiseVerb(std::string_view group) {
  return {
      "anonymise",
      group,
      "Exports, or the ledger, with pseudonyms, every number as it was",
      "For a staging system, or to show a problem to others. Ids, names, e-mail addresses, keys "
      "and the customers' parts of fine-tuned models and their line items are replaced; numbers, "
      "dates, models, tiers and every other byte stay. A column that is not known is replaced, "
      "too, unless it holds numbers alone. The same key file gives the same pseudonyms, so that "
      "usage and costs still join. Each copy is read again and compared before it is put in its "
      "place. With --to, a new ledger: its history is kept; archived bytes, documents and free "
      "texts are left out, so that nothing can be rebuilt from it.",
      {{"--csv", "FILE…", "Usage or cost exports, of any header version", &O::csv_files},
       {"--out", "DIR", "Where the copies go, under the same file names", &O::out_directory},
       {"--to", "PLACE", "Instead of exports: the ledger, to a new one at sqlite:PATH",
        &O::to_database},
       {"--key-file", "FILE", "The key of the pseudonyms; made (mode 0600) where there is none",
        &O::key_file, true}},
      {"cognitrack anonymise --csv usage.csv costs.csv --out staging --key-file names.key",
       "cognitrack anonymise --to sqlite:staging.sqlite --key-file names.key"},
      {{65, "a file cannot be read as what it must be; nothing was written"},
       {70, "a copy would not say the same, or still hold what it must not; it was not written"},
       {78, "the key file cannot be used"}}};
}

VerbSpec CaptureVerb(std::string_view group) {
  return {
      "capture",
      group,
      "Record the provider's answers for tests, with pseudonyms",
      "Asks for whole days that are over and writes each answer as page_1.json, page_2.json … in "
      "a folder for each surface, beside what the pages must add up to: the layout that the "
      "contract tests read. Every id, name and unknown text is replaced, page tokens, too; numbers "
      "keep their digits. An answer that would still hold anything like a key or an e-mail address "
      "is refused as a whole. Without --key-file the pseudonyms are made with a key that is "
      "forgotten. Needs OPENAI_ADMIN_KEY.",
      {{"--out", "DIR", "Where the folders go, one a surface", &O::out_directory, true},
       {"--surface", "LIST",
        "Only these surfaces: completions, embeddings, …, costs, costs_by_key (all)", &O::surface},
       {"--start", "DAY", "First day (UTC); the last seven whole days by default", &O::start},
       {"--end", "DAY", "Last day, inclusive; at most 31 days, all of them over", &O::end},
       {"--page-days", "N", "Days a page: 1 to 31 (7)", &O::page_days},
       {"--key-file", "FILE", "The key of the pseudonyms; made (mode 0600) where there is none",
        &O::key_file}},
      {"OPENAI_ADMIN_KEY=sk-admin-… cognitrack capture --out recorded --surface costs",
       "cognitrack capture --out recorded --start 2026-03-01 --end 2026-03-31"},
      {{65, "an answer would still hold a secret; nothing was written"},
       {69, "the provider cannot be reached"},
       {76, "the provider broke its contract; nothing was written"},
       {77, "the key is missing, wrong, or may not read usage"}}};
}

}  // namespace cognitrack
