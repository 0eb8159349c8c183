#include <algorithm>

#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/ledger_view.h"
#include "cli/number_text.h"
#include "cli/price_book_choice.h"
#include "cli/text_table.h"
#include "cli/usage_request.h"
#include "cli/verbs.h"
#include "formats/bill_json.h"
#include "ingest/cost_check.h"

namespace cognitrack {
namespace {

// A rate that was paid, and what the price book says of its first day.
struct ComparedRate {
  InferredRate paid;
  std::optional<Rate> book;

  bool agrees() const { return book && Reduced(*book) == Reduced(paid.rate); }
  std::string_view word() const { return !book ? "unpriced" : agrees() ? "agrees" : "differs"; }
};

std::vector<ComparedRate> Compared(const BillDocument& document, const PriceBook& book,
                                   const std::vector<std::string>& models) {
  std::vector<ComparedRate> compared;
  for (const InferredRate& rate : document.rates) {
    const bool is_meant =
        models.empty() || std::find(models.begin(), models.end(), rate.model) != models.end();
    if (!is_meant) continue;
    const auto found =
        book.Find(document.provider, rate.model, rate.tier, 0, rate.meter, rate.from);
    compared.push_back({rate, found ? std::optional(found->rate) : std::nullopt});
  }
  return compared;
}

// The fraction in lowest terms: picodollars for so many units.
std::string FractionText(const Rate& rate) {
  const Rate reduced = Reduced(rate);
  return ToText(reduced.picos) + "/" + std::to_string(reduced.per);
}

// The days of which one is that of the change: none between was used to tell.
std::string ChangeText(const InferredRate& rate) {
  if (!rate.changed_after) return "";
  return DaysText(*rate.changed_after + 1, rate.from);
}

std::string RatesText(const std::vector<ComparedRate>& rates, const TextStyle& style, int width) {
  if (rates.empty()) {
    return "The bill tells no rate: it takes costs by line item and usage by model of the same "
           "days.\n";
  }
  TextTable table;
  for (const char* head : {"Model", "Tier", "Meter"}) table.AddColumn(head, Align::kLeft);
  table.AddColumn("USD per million", Align::kRight);
  for (const char* head : {"From", "To", "Changed"}) table.AddColumn(head, Align::kLeft);
  table.AddColumn("Exact in", Align::kRight);
  table.AddColumn("Price book", Align::kLeft);
  for (const ComparedRate& rate : rates) {
    std::string book(rate.word());
    if (rate.book && !rate.agrees()) book += ": " + PerMillionText(*rate.book);
    table.AddRow({Printable(rate.paid.model), rate.paid.tier, std::string(NameOf(rate.paid.meter)),
                  PerMillionText(rate.paid.rate), FormatDay(rate.paid.from),
                  FormatDay(rate.paid.to), ChangeText(rate.paid), Counted(rate.paid.cells, "line"),
                  book});
  }
  return table.ToText(style, width);
}

std::string RatesJson(const std::vector<ComparedRate>& rates) {
  JsonArray array;
  for (const ComparedRate& rate : rates) {
    JsonObject object;
    object.Set("model", rate.paid.model);
    object.Set("tier", rate.paid.tier);
    object.Set("meter", NameOf(rate.paid.meter));
    object.Set("usd_per_million", PerMillionText(rate.paid.rate));
    object.Set("picodollars_per_units", FractionText(rate.paid.rate));
    object.SetDay("from", rate.paid.from);
    object.SetDay("to", rate.paid.to);
    const std::optional<Day> after = rate.paid.changed_after;
    object.SetDay("changed_from", after ? std::optional(*after + 1) : std::nullopt);
    object.SetDay("changed_by", after ? std::optional(rate.paid.from) : std::nullopt);
    object.Set("lines", std::int64_t{rate.paid.cells});
    object.Set("price_book", rate.word());
    if (rate.book) {
      object.Set("price_book_usd_per_million", PerMillionText(*rate.book));
    } else {
      object.SetNull("price_book_usd_per_million");
    }
    array.Add(object);
  }
  return JsonObject().Set("rates", array).ToText();
}

}  // namespace

Result<int> RunPricesInfer(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY_VOID(CheckRange(options.from, options.to, "--from", "--to"));
  TRY(const auto filters, ParseEqualities(options.filters));
  std::vector<std::string> models;
  for (const auto& [name, value] : filters) {
    if (name != "model") {
      return Error{ErrorCode::kUsage, "--filter " + name + "=…: rates are told by model only"};
    }
    models.push_back(value);
  }
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const BookInForce in_force, ChoosePriceBook(context, *store));
  const PriceBook& book = in_force.book;
  TRY(const BillDocument document,
      CheckCosts({context.settings().source, options.from, options.to, {}, false}, book, *store));
  const std::vector<ComparedRate> rates = Compared(document, book, models);
  context.Print(RatesText(rates, context.style(), context.width()));
  context.PrintJson(RatesJson(rates));
  return 0;
}

}  // namespace cognitrack
