#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/number_text.h"
#include "cli/price_book_choice.h"
#include "cli/text_table.h"
#include "cli/verbs.h"
#include "formats/bill_json.h"

namespace cognitrack {
namespace {

// One line of an explanation: a meter of a tier that has a price.
struct ExplainedPrice {
  std::string tier;
  std::int64_t input_above = 0;
  Meter meter = Meter::kInput;
  PriceFound found;
};

struct Explanation {
  std::string provider;
  std::string model;
  Day day;
  const ModelRule* rule = nullptr;
  bool known = false;  // Some day has a price.
  std::vector<ExplainedPrice> prices;
};

Explanation Explain(const PriceBook& book, std::string provider, std::string model, Day day) {
  Explanation told;
  told.day = day;
  told.rule = book.RuleFor(provider, model);
  told.known = book.Knows(provider, model);
  std::vector<std::int64_t> lengths = book.Thresholds(provider, model);
  lengths.insert(lengths.begin(), 0);
  for (const std::string_view tier : kPriceTiers) {
    for (const std::int64_t length : lengths) {
      for (std::size_t i = 0; i < kMeterCount; ++i) {
        const Meter meter = static_cast<Meter>(i);
        const auto found = book.Find(provider, model, tier, length, meter, day);
        if (found) told.prices.push_back({std::string(tier), length, meter, *found});
      }
    }
  }
  told.provider = std::move(provider);
  told.model = std::move(model);
  return told;
}

// A fraction of 10^-12 that a discount left is told as "…".
std::string PerMillion(const Rate& rate) {
  return PerMillionText(rate) + (rate.picos * kTokensPriced % rate.per == 0 ? "" : "…");
}

// A row without a known day holds from the model's first day on, which the book does not know.
std::string SinceText(Day from) { return from == kFirstDay ? "first day" : FormatDay(from); }

std::string PlaceOf(const PriceRow& row) { return row.file + ":" + std::to_string(row.line); }

std::string WhyOf(const PriceFound& found) {
  std::string why = Printable(found.row->source) + " (" + Printable(PlaceOf(*found.row)) + ")";
  if (found.discount != nullptr) {
    why += ", less " + ToText(*found.discount->discount_percent) +
           " %: " + Printable(found.discount->source) + " (" + Printable(PlaceOf(*found.discount)) +
           ")";
  }
  return why;
}

std::string ExplanationText(const Explanation& told, const TextStyle& style, int width) {
  std::string text = style.Bold(Printable(told.model)) + " · " + Printable(told.provider) +
                     " · on " + FormatDay(told.day) + "\n";
  if (told.rule != nullptr) {
    text += "Priced as " + Printable(told.rule->model) + ": " + Printable(told.rule->source) +
            " (rule " + Printable(told.rule->pattern) + ")\n";
  }
  if (told.prices.empty()) {
    return text + "\n" + style.Note("Unpriced: ") +
           (told.known ? "the price book has prices of it for other days only"
                       : "the price book does not know it") +
           ". Its tokens count, its money is unknown.\n";
  }
  TextTable table;
  table.AddColumn("Tier", Align::kLeft);
  table.AddColumn("Meter", Align::kLeft);
  table.AddColumn("USD per million", Align::kRight);
  table.AddColumn("Since", Align::kLeft);
  table.AddColumn("Why", Align::kLeft);
  for (const ExplainedPrice& price : told.prices) {
    std::string tier = price.tier;
    if (price.input_above > 0) tier += ", input > " + CountText(price.input_above);
    table.AddRow({tier, std::string(NameOf(price.meter)), PerMillion(price.found.rate),
                  SinceText(price.found.row->from), WhyOf(price.found)});
  }
  return text + "\n" + table.ToText(style, width);
}

JsonObject PriceObject(const ExplainedPrice& price) {
  const PriceRow& row = *price.found.row;
  JsonObject object;
  object.Set("tier", price.tier);
  object.Set("input_above", price.input_above);
  object.Set("meter", NameOf(price.meter));
  object.Set("usd_per_million", PerMillion(price.found.rate));
  object.SetDay("from", row.from);
  object.SetDay("until", row.until);
  object.Set("source", row.source);
  object.Set("at", PlaceOf(row));
  if (price.found.discount == nullptr) {
    object.SetNull("discount_percent");
  } else {
    object.Set("discount_percent", ToText(*price.found.discount->discount_percent));
  }
  return object;
}

std::string ExplanationJson(const Explanation& told) {
  JsonObject document;
  document.Set("provider", told.provider);
  document.Set("model", told.model);
  document.SetDay("date", told.day);
  if (told.rule == nullptr) {
    document.SetNull("priced_as");
  } else {
    document.Set("priced_as", told.rule->model);
  }
  document.Set("priced", !told.prices.empty());
  JsonArray prices;
  for (const ExplainedPrice& price : told.prices) prices.Add(PriceObject(price));
  document.Set("prices", prices);
  return document.ToText();
}

}  // namespace

Result<int> RunPricesCheck(CommandContext& context) {
  TRY(const BookInForce in_force, ChoosePriceBook(context));
  const auto rows = static_cast<std::int64_t>(in_force.book.row_count());
  const bool is_promoted = in_force.origin == BookOrigin::kPromoted;
  const std::string users = in_force.users ? in_force.users->name : "";
  context.Print("The price book can be used: " + Counted(rows, "row") +
                (in_force.users
                     ? ", those of " + Printable(is_promoted ? BookText(in_force.users) : users) +
                           (is_promoted ? ", which was promoted," : "") + " above the program's own"
                     : "") +
                ".\n");
  JsonObject document;
  document.Set("rows", rows);
  if (in_force.users) {
    document.Set("file", users);
  } else {
    document.SetNull("file");
  }
  document.Set("from", NameOf(in_force.origin));
  document.Set("price_book", in_force.digest);
  context.PrintJson(document.ToText());
  return 0;
}

Result<int> RunPricesExplain(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const BookInForce in_force, ChoosePriceBook(context));
  const Explanation told =
      Explain(in_force.book, options.provider.value_or("openai"), *options.model, *options.day);
  context.Print(ExplanationText(told, context.style(), context.width()));
  context.PrintJson(ExplanationJson(told));
  return 0;
}

}  // namespace cognitrack
