#include "formats/price_file.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/hash.h"
#include "formats/input_error.h"
#include "formats/named_cells.h"
#include "usage/surface.h"

namespace cognitrack {

std::string_view OwnPrices();         // Made from prices/prices.csv.
std::string_view OwnLineItemRules();  // Made from prices/line_items.csv.
std::string_view OwnModelRules();     // Made from prices/models.csv.

namespace {

// A dearer token has never been sold; a price above this is in another unit.
constexpr std::int64_t kDearest = 1'000'000;

constexpr std::size_t kLargestFile = std::size_t{16} << 20;

Result<std::optional<Picos>> DecimalIn(const NamedCells& row, std::string_view column,
                                       std::int64_t most, std::string_view unit) {
  const std::string_view cell = row.Cell(column);
  if (cell.empty()) return std::optional<Picos>();
  const auto parsed = ParsePicos(cell);
  const bool is_fine = parsed && !parsed->rounded && parsed->value.count >= 0 &&
                       parsed->value.count <= WideCount{most} * kPicosInOne;
  if (is_fine) return std::optional<Picos>(parsed->value);
  return row.ErrorAt(column, std::string(column) + " is " + Quoted(cell) +
                                 "; it must be a number of " + std::string(unit) + " from 0 to " +
                                 std::to_string(most));
}

Result<std::optional<Picos>> DiscountIn(const NamedCells& row) {
  TRY(const std::optional<Picos> percent, DecimalIn(row, "discount_percent", 100, "percent"));
  if (!percent) return percent;
  WideCount finest = kPicosInOne;
  for (int i = 0; i < kDiscountDecimals; ++i) finest /= 10;
  if (percent->count % finest == 0) return percent;
  return row.ErrorAt("discount_percent", "discount_percent has more than " +
                                             std::to_string(kDiscountDecimals) + " decimals");
}

Result<std::string> TierIn(const NamedCells& row, bool is_discount) {
  TRY(std::string tier, row.Needed("tier"));
  const bool is_known =
      std::find(kPriceTiers.begin(), kPriceTiers.end(), tier) != kPriceTiers.end();
  if (is_known || (is_discount && tier == "*")) return tier;
  return row.ErrorAt("tier", "tier is " + Quoted(tier) +
                                 "; there are standard, batch, flex and priority, and in a "
                                 "discount * for all of them");
}

Result<std::int64_t> LengthIn(const NamedCells& row) {
  const std::string_view cell = row.Cell("input_above");
  if (cell.empty()) return std::int64_t{0};
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error == std::errc() && end == cell.data() + cell.size() && value >= 0) return value;
  return row.ErrorAt("input_above",
                     "input_above is " + Quoted(cell) + "; it must be a number of tokens");
}

Result<PriceRow> PriceRowIn(const NamedCells& row) {
  PriceRow price;
  price.file = row.path();
  price.line = row.line();
  TRY(price.provider, row.Needed("provider"));
  TRY(price.model, row.Needed("model"));
  TRY(price.discount_percent, DiscountIn(row));
  TRY(price.tier, TierIn(row, price.discount_percent.has_value()));
  TRY(price.input_above, LengthIn(row));
  TRY(price.from, row.NeededDay("from"));
  if (!row.Cell("until").empty()) {
    TRY(price.until, row.NeededDay("until"));
    if (*price.until <= price.from) {
      return row.ErrorAt("until", "until is not after from, so that the price never holds");
    }
  }
  bool any = false;
  for (std::size_t i = 0; i < kMeterCount; ++i) {
    TRY(price.per_million[i],
        DecimalIn(row, kMeterNames[i], kDearest, "dollars per million tokens"));
    any = any || price.per_million[i].has_value();
  }
  TRY(price.source, row.Needed("source"));
  if (any == price.discount_percent.has_value()) {
    return row.ErrorAt("model", any ? "a row has prices or a discount, not both"
                                    : "the row gives no price at all");
  }
  if (any && price.model == "*") {
    return row.ErrorAt("model", "* stands for every model in a discount only");
  }
  return price;
}

Result<ModelRule> ModelRuleIn(const NamedCells& row) {
  ModelRule rule;
  rule.file = row.path();
  rule.line = row.line();
  TRY(rule.provider, row.Needed("provider"));
  TRY(rule.pattern, row.Needed("pattern"));
  rule.model = row.Cell("model");
  rule.billed_as = row.Cell("billed_as");
  TRY(rule.source, row.Needed("source"));
  if (!rule.model.empty() || !rule.billed_as.empty()) return rule;
  return row.ErrorAt("model",
                     "the rule says neither what the model is priced as nor what it is "
                     "billed as");
}

Result<LineItemRule> LineItemRuleIn(const NamedCells& row) {
  LineItemRule rule;
  rule.file = row.path();
  rule.line = row.line();
  TRY(rule.provider, row.Needed("provider"));
  TRY(rule.pattern, row.Needed("pattern"));
  TRY(rule.surface, row.Needed("surface"));
  TRY(rule.source, row.Needed("source"));
  if (FindSurface(rule.surface) != nullptr && !HoldsMoney(rule.surface)) return rule;
  return row.ErrorAt("surface", Quoted(rule.surface) + " is no surface of usage");
}

}  // namespace

Result<std::vector<PriceRow>> ReadPriceRows(InputFile input) {
  std::vector<std::string_view> known = {"provider", "model", "tier",   "input_above",
                                         "from",     "until", "source", "discount_percent"};
  known.insert(known.end(), kMeterNames.begin(), kMeterNames.end());
  return ReadNamedRows<PriceRow>(&input, std::move(known),
                                 {"provider", "model", "tier", "from", "source"}, PriceRowIn);
}

Result<std::vector<ModelRule>> ReadModelRules(InputFile input) {
  return ReadNamedRows<ModelRule>(&input, {"provider", "pattern", "model", "billed_as", "source"},
                                  {"provider", "pattern", "source"}, ModelRuleIn);
}

Result<std::vector<LineItemRule>> ReadLineItemRules(InputFile input) {
  const std::vector<std::string_view> columns = {"provider", "pattern", "surface", "source"};
  return ReadNamedRows<LineItemRule>(&input, columns, columns, LineItemRuleIn);
}

Result<KeptPriceBook> ReadPriceBookFile(const std::string& path) {
  TRY(InputFile input, InputFile::Open(path));
  KeptPriceBook book;
  book.name = path;
  std::array<char, 1 << 14> block;
  std::size_t size = block.size();
  while (size == block.size()) {
    TRY(size, input.Read(block.data(), block.size()));
    book.text.append(block.data(), size);
    if (book.text.size() > kLargestFile) {
      return Error{ErrorCode::kBadInput, path + ": a price book has at most " +
                                             std::to_string(kLargestFile >> 20) +
                                             " MiB; nothing was read of it"};
    }
  }
  book.sha256 = input.FinishSha256();
  return book;
}

Result<PriceBook> MakePriceBook(const std::optional<KeptPriceBook>& users) {
  std::vector<PriceBook::Layer> layers(1);
  TRY(layers[0].rows, ReadPriceRows(InputFile::OfText("prices.csv", OwnPrices())));
  TRY(layers[0].rules, ReadModelRules(InputFile::OfText("models.csv", OwnModelRules())));
  TRY(layers[0].line_items,
      ReadLineItemRules(InputFile::OfText("line_items.csv", OwnLineItemRules())));
  if (users) {
    layers.emplace_back();
    TRY(layers[1].rows, ReadPriceRows(InputFile::OfText(users->name, users->text)));
  }
  return PriceBook::Make(std::move(layers));
}

Result<PriceBook> LoadPriceBook(const std::optional<std::string>& users_file) {
  if (!users_file) return MakePriceBook(std::nullopt);
  TRY(const KeptPriceBook book, ReadPriceBookFile(*users_file));
  return MakePriceBook(book);
}

std::string PriceBookDigest(const std::optional<KeptPriceBook>& users) {
  std::string all = ToHex(Sha256(OwnPrices())) + ToHex(Sha256(OwnModelRules())) +
                    ToHex(Sha256(OwnLineItemRules()));
  if (users) all += users->sha256;
  return ToHex(Sha256(all));
}

}  // namespace cognitrack
