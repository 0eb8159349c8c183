#include "cli/price_verbs.h"

namespace cognitrack {
namespace {

using O = CommandOptions;

const OptionSpec kPrices{"--prices", "FILE",
                         "A price book of your own, above the program's (COGNITRACK_PRICES)",
                         &O::prices_file};

const OptionSpec kFrom{"--from", "DAY", "First day; the first that costs are held of by default",
                       &O::from};
const OptionSpec kTo{"--to", "DAY",
                     "Last day, inclusive; the last that costs are held of by default", &O::to};

}  // namespace

VerbSpec PricesCheckVerb(std::string_view group) {
  return {"prices check",
          group,
          "Whether the price book can be used",
          "Reads the program's own price book and, above it, the one of yours: unknown columns and "
          "tiers, negative prices, days that overlap are told with file, line and column.",
          {kPrices},
          {"cognitrack prices check --prices ours.csv"},
          {{65, "the file cannot be used, and why"}}};
}

VerbSpec PricesExplainVerb(std::string_view group) {
  return {"prices explain",
          group,
          "What a model cost on a day, and why",
          "Each tier and meter with its price per million tokens, since when it holds, and where "
          "it is from. A model without a price is unpriced: nothing is ever priced by a guess.",
          {{"MODEL", "", "As usage names it, fine-tuned ones too", &O::model, true},
           {"DAY", "", "A UTC day, YYYY-MM-DD", &O::day, true},
           {"--provider", "NAME", "Whose model it is (openai)", &O::provider},
           kPrices},
          {"cognitrack prices explain o3-2025-04-16 2025-06-09",
           "cognitrack prices explain ft:gpt-4o-2024-08-06:acme::1 2025-06-09"},
          {}};
}

VerbSpec PricesInferVerb(std::string_view group) {
  return {"prices infer",
          group,
          "The rates that the bill says were paid, and when they changed",
          "Divides what was billed by what was used, day by day and project by project. A rate is "
          "told where a price of few decimals gives several amounts exactly; beside it, whether "
          "the price book agrees.",
          {kFrom,
           kTo,
           {"--filter", "K=V", "Only rates of this model: model=NAME", &O::filters},
           kPrices},
          {"cognitrack prices infer --from 2025-06-01 --to 2025-06-30",
           "cognitrack prices infer --filter model=o3-2025-04-16"},
          {}};
}

VerbSpec ParityCostsVerb(std::string_view group) {
  return {
      "parity costs",
      group,
      "Priced usage against the bill, line by line",
      "Prices the usage held by the price book and compares it with the costs held, by day, "
      "project "
      "and line item. A difference with evidence of its own is named; every other one is unknown, "
      "however small. Each check is recorded with the price book that it used.",
      {kFrom,
       kTo,
       kPrices,
       {"--run", "ID", "Show what that run found, and check nothing", &O::run_id},
       {"--out", "FILE.json", "Write the document with every line that differs", &O::out_file}},
      {"cognitrack parity costs --from 2025-06-01 --to 2025-06-30",
       "cognitrack parity costs --json | jq '.causes'"},
      {{0, "exact, or what is unknown stays within the bands"},
       {1, "not explained: too much is unknown, or a side of a day was not read"},
       {65, "the price book cannot be used, and why"}}};
}

}  // namespace cognitrack
