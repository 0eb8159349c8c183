#include "formats/price_file.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "formats/csv_tokenizer.h"
#include "formats/input_error.h"
#include "usage/surface.h"

namespace cognitrack {

std::string_view OwnPrices();         // Made from prices/prices.csv.
std::string_view OwnLineItemRules();  // Made from prices/line_items.csv.
std::string_view OwnModelRules();     // Made from prices/models.csv.

namespace {

// A dearer token has never been sold; a price above this is in another unit.
constexpr std::int64_t kDearest = 1'000'000;

// A CSV file whose columns are known by name, read row by row.
class NamedCells {
 public:
  NamedCells(InputFile* input, std::vector<std::string_view> known,
             std::vector<std::string_view> needed)
      : path_(input->path()), csv_(input), known_(std::move(known)), needed_(std::move(needed)) {}

  Status ReadHead();
  Result<bool> Next();

  std::int64_t line() const { return record_.line; }
  const std::string& path() const { return path_; }
  // "" where the column is absent.
  std::string_view Cell(std::string_view column) const {
    const auto at = place_of_.find(column);
    return at == place_of_.end() ? std::string_view() : record_.cells[at->second];
  }
  Error ErrorAt(std::string_view column, const std::string& reason) const {
    const auto at = place_of_.find(column);
    const std::size_t place = at == place_of_.end() ? 0 : at->second;
    return InputErrorAt(path_, record_.line, static_cast<std::int64_t>(place) + 1, reason);
  }
  Result<std::string> Needed(std::string_view column) const {
    const std::string_view cell = Cell(column);
    if (cell.empty()) return ErrorAt(column, std::string(column) + " is blank; it must be given");
    return std::string(cell);
  }

 private:
  std::string path_;
  CsvTokenizer csv_;
  std::vector<std::string_view> known_;
  std::vector<std::string_view> needed_;
  std::map<std::string, std::size_t, std::less<>> place_of_;
  std::size_t columns_ = 0;
  CsvRecord record_;
};

Status NamedCells::ReadHead() {
  TRY_VOID(csv_.Start());
  TRY(const bool found, csv_.Next(&record_));
  if (!found) return InputErrorAt(path_, 1, 1, "the file is empty");
  columns_ = record_.cells.size();
  for (std::size_t i = 0; i < columns_; ++i) {
    const std::string_view name = record_.cells[i];
    const auto column = static_cast<std::int64_t>(i) + 1;
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
      return InputErrorAt(path_, 1, column, "the column " + Quoted(name) + " is not known here");
    }
    if (!place_of_.emplace(std::string(name), i).second) {
      return InputErrorAt(path_, 1, column, "the column " + Quoted(name) + " stands there twice");
    }
  }
  for (const std::string_view name : needed_) {
    if (place_of_.count(name) > 0) continue;
    return InputErrorAt(path_, 1, static_cast<std::int64_t>(columns_) + 1,
                        "the column " + std::string(name) + " is missing");
  }
  return {};
}

Result<bool> NamedCells::Next() {
  while (true) {
    TRY(const bool found, csv_.Next(&record_));
    if (!found) return false;
    const bool is_blank = std::all_of(record_.cells.begin(), record_.cells.end(),
                                      [](std::string_view cell) { return cell.empty(); });
    if (is_blank) continue;
    if (record_.cells.size() == columns_) return true;
    return InputErrorAt(path_, record_.line, 1,
                        "the row has " + std::to_string(record_.cells.size()) +
                            " cells, the header " + std::to_string(columns_));
  }
}

Result<Day> DayIn(const NamedCells& row, std::string_view column) {
  TRY(const std::string text, row.Needed(column));
  const Result<Day> day = ParseDay(text);
  if (day) return *day;
  return row.ErrorAt(
      column, std::string(column) + " is " + Quoted(text) + ", no day; write it as 2026-03-05");
}

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
  TRY(price.from, DayIn(row, "from"));
  if (!row.Cell("until").empty()) {
    TRY(price.until, DayIn(row, "until"));
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

template <typename Row>
Result<std::vector<Row>> ReadAll(InputFile* input, std::vector<std::string_view> known,
                                 std::vector<std::string_view> needed,
                                 Result<Row> (*read)(const NamedCells&)) {
  NamedCells cells(input, std::move(known), std::move(needed));
  TRY_VOID(cells.ReadHead());
  std::vector<Row> rows;
  while (true) {
    TRY(const bool found, cells.Next());
    if (!found) return rows;
    TRY(Row row, read(cells));
    rows.push_back(std::move(row));
  }
}

}  // namespace

Result<std::vector<PriceRow>> ReadPriceRows(InputFile input) {
  std::vector<std::string_view> known = {"provider", "model", "tier",   "input_above",
                                         "from",     "until", "source", "discount_percent"};
  known.insert(known.end(), kMeterNames.begin(), kMeterNames.end());
  return ReadAll<PriceRow>(&input, std::move(known),
                           {"provider", "model", "tier", "from", "source"}, PriceRowIn);
}

Result<std::vector<ModelRule>> ReadModelRules(InputFile input) {
  return ReadAll<ModelRule>(&input, {"provider", "pattern", "model", "billed_as", "source"},
                            {"provider", "pattern", "source"}, ModelRuleIn);
}

Result<std::vector<LineItemRule>> ReadLineItemRules(InputFile input) {
  const std::vector<std::string_view> columns = {"provider", "pattern", "surface", "source"};
  return ReadAll<LineItemRule>(&input, columns, columns, LineItemRuleIn);
}

Result<PriceBook> LoadPriceBook(const std::optional<std::string>& users_file) {
  std::vector<PriceBook::Layer> layers(1);
  TRY(layers[0].rows, ReadPriceRows(InputFile::OfText("prices.csv", OwnPrices())));
  TRY(layers[0].rules, ReadModelRules(InputFile::OfText("models.csv", OwnModelRules())));
  TRY(layers[0].line_items,
      ReadLineItemRules(InputFile::OfText("line_items.csv", OwnLineItemRules())));
  if (users_file) {
    TRY(InputFile input, InputFile::Open(*users_file));
    layers.emplace_back();
    TRY(layers[1].rows, ReadPriceRows(std::move(input)));
  }
  return PriceBook::Make(std::move(layers));
}

}  // namespace cognitrack
