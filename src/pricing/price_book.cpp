#include "pricing/price_book.h"

#include <algorithm>
#include <set>

#include "pricing/name_pattern.h"

namespace cognitrack {
namespace {

constexpr std::string_view kAny = "*";
// A discount of p percent leaves (kWholeDiscount − p · 10^kDiscountDecimals) / kWholeDiscount.
constexpr std::int64_t kWholeDiscount = 1'000'000;

bool HoldsOn(const PriceRow& row, Day day) {
  return row.from <= day && (!row.until || day < *row.until);
}

bool Overlap(const PriceRow& a, const PriceRow& b) {
  return (!a.until || b.from < *a.until) && (!b.until || a.from < *b.until);
}

bool SaysTheSame(const PriceRow& a, const PriceRow& b) {
  if (a.provider != b.provider || a.model != b.model || a.tier != b.tier) return false;
  if (a.input_above != b.input_above || !Overlap(a, b)) return false;
  if (a.discount_percent && b.discount_percent) return true;
  for (std::size_t i = 0; i < kMeterCount; ++i) {
    if (a.per_million[i] && b.per_million[i]) return true;
  }
  return false;
}

// Of two discounts that cover one price: one that names the model before one that names the tier,
// that before one for all.
bool NamesMore(const PriceRow& row, const PriceRow* than) {
  const auto rank = [](const PriceRow& discount) {
    return (discount.model == kAny ? 0 : 2) + (discount.tier == kAny ? 0 : 1);
  };
  return than == nullptr || rank(row) > rank(*than);
}

std::string PlaceOf(const std::string& file, std::int64_t line) {
  return file + ":" + std::to_string(line);
}

Status CheckRows(const std::vector<PriceRow>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!SaysTheSame(rows[j], rows[i])) continue;
      return Error{ErrorCode::kBadInput,
                   PlaceOf(rows[i].file, rows[i].line) + ": " + rows[i].model + ", " +
                       rows[i].tier + ", has a price for some of these days already on line " +
                       std::to_string(rows[j].line) + "; end that one with 'until'"};
    }
  }
  return {};
}

template <typename Rule>
Status CheckRules(const std::vector<Rule>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (rules[i].provider != rules[j].provider || rules[i].pattern != rules[j].pattern) continue;
      return Error{ErrorCode::kBadInput, PlaceOf(rules[i].file, rules[i].line) + ": the pattern '" +
                                             rules[i].pattern + "' stands on line " +
                                             std::to_string(rules[j].line) + " already"};
    }
  }
  return {};
}

// The rule with the longest pattern that fits; of two equally long ones, that of the upper layer.
template <typename Rule, typename IsMeant>
const Rule* LongestFitting(const std::vector<PriceBook::Layer>& layers,
                           std::vector<Rule> PriceBook::Layer::*rules, std::string_view provider,
                           std::string_view name, IsMeant is_meant) {
  const Rule* longest = nullptr;
  for (const PriceBook::Layer& layer : layers) {
    for (const Rule& rule : layer.*rules) {
      if (rule.provider != provider || !is_meant(rule) || !Fits(rule.pattern, name)) continue;
      if (longest == nullptr || rule.pattern.size() >= longest->pattern.size()) longest = &rule;
    }
  }
  return longest;
}

Rate Discounted(const Rate& rate, Picos percent) {
  const WideCount hundredths = percent.count * 10'000 / kPicosInOne;
  return {rate.picos * (kWholeDiscount - hundredths), rate.per * kWholeDiscount};
}

}  // namespace

Result<PriceBook> PriceBook::Make(std::vector<Layer> layers) {
  for (const Layer& layer : layers) {
    TRY_VOID(CheckRows(layer.rows));
    TRY_VOID(CheckRules(layer.rules));
    TRY_VOID(CheckRules(layer.line_items));
  }
  PriceBook book;
  book.layers_ = std::move(layers);
  return book;
}

const ModelRule* PriceBook::RuleFor(std::string_view provider, std::string_view model) const {
  return LongestFitting(layers_, &Layer::rules, provider, model,
                        [](const ModelRule& rule) { return !rule.model.empty(); });
}

std::string PriceBook::BilledAs(std::string_view provider, std::string_view model) const {
  const ModelRule* rule =
      LongestFitting(layers_, &Layer::rules, provider, model,
                     [](const ModelRule& one) { return !one.billed_as.empty(); });
  if (rule == nullptr) return std::string(model);
  return FilledIn(rule->billed_as, rule->pattern, model);
}

std::string_view PriceBook::SurfaceOf(std::string_view provider, std::string_view line_item) const {
  const LineItemRule* rule = LongestFitting(layers_, &Layer::line_items, provider, line_item,
                                            [](const LineItemRule&) { return true; });
  return rule == nullptr ? std::string_view() : std::string_view(rule->surface);
}

std::string_view PriceBook::PricedAs(std::string_view provider, std::string_view model) const {
  const ModelRule* rule = RuleFor(provider, model);
  return rule == nullptr ? model : std::string_view(rule->model);
}

std::optional<PriceFound> PriceBook::Find(std::string_view provider, std::string_view model,
                                          std::string_view tier, std::int64_t input_above,
                                          Meter meter, Day day) const {
  const std::string_view name = PricedAs(provider, model);
  std::optional<PriceFound> found;
  for (const Layer& layer : layers_) {
    const PriceRow* discount = nullptr;
    bool is_own = false;
    for (const PriceRow& row : layer.rows) {
      if (row.provider != provider || !HoldsOn(row, day)) continue;
      const bool is_of_model = row.model == name && row.tier == tier;
      const auto& price = row.per_million[IndexOf(meter)];
      if (is_of_model && row.input_above == input_above && price) {
        const Rate own{price->count, kTokensPriced};
        found = PriceFound{own, found ? found->list : own, &row, nullptr};
        is_own = true;
      }
      const bool covers =
          (row.model == name || row.model == kAny) && (row.tier == tier || row.tier == kAny);
      if (row.discount_percent && covers && NamesMore(row, discount)) discount = &row;
    }
    // A layer's own price is what it says; a discount is off the price of the layers below.
    if (found && discount != nullptr && !is_own) {
      found->rate = Discounted(found->rate, *discount->discount_percent);
      found->discount = discount;
    }
  }
  return found;
}

std::vector<std::int64_t> PriceBook::Thresholds(std::string_view provider,
                                                std::string_view model) const {
  const std::string_view name = PricedAs(provider, model);
  std::set<std::int64_t> thresholds;
  for (const Layer& layer : layers_) {
    for (const PriceRow& row : layer.rows) {
      if (row.provider == provider && row.model == name && row.input_above > 0) {
        thresholds.insert(row.input_above);
      }
    }
  }
  return {thresholds.begin(), thresholds.end()};
}

bool PriceBook::Knows(std::string_view provider, std::string_view model) const {
  const std::string_view name = PricedAs(provider, model);
  return std::any_of(layers_.begin(), layers_.end(), [&](const Layer& layer) {
    return std::any_of(layer.rows.begin(), layer.rows.end(), [&](const PriceRow& row) {
      return row.provider == provider && row.model == name;
    });
  });
}

std::size_t PriceBook::row_count() const {
  std::size_t count = 0;
  for (const Layer& layer : layers_) count += layer.rows.size();
  return count;
}

}  // namespace cognitrack
