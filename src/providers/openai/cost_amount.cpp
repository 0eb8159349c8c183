#include "providers/openai/cost_amount.h"

#include "providers/openai/strict_value.h"
#include "providers/quoted_text.h"

namespace cognitrack {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::SUCCESS;
using Verdict = DecimalToken::Verdict;

// An amount has two fields.
constexpr std::size_t kFieldCountMax = 20;

class Reading {
 public:
  explicit Reading(CostAmount* amount) : amount_(amount) {}

  void Run(ondemand::object object) {
    std::size_t fields = 0;
    for (auto found : object) {
      ondemand::field field;
      std::string_view name;
      if (std::move(found).get(field) != SUCCESS) return Malformed(last_);
      last_ = field.key().raw();
      if (field.unescaped_key().get(name) != SUCCESS) return Malformed(last_);
      if (++fields > kFieldCountMax) return Refuse("amount has too many fields");
      if (!Read(name, field.value())) return;
    }
    if (!has_value_) return Refuse("amount has no value");
    if (!has_currency_) return Refuse("amount has no currency");
  }

 private:
  void Malformed(const char* at) { amount_->malformed_at = at; }
  void Refuse(std::string reason) { amount_->refusal = std::move(reason); }

  bool Read(std::string_view name, ondemand::value value) {
    std::string_view token = value.raw_json_token();
    const JsonKind kind = KindOf(&token);
    std::string_view whole;
    const bool is_value = name == "value";
    // A number that is none is told apart from the rest below.
    if (kind == JsonKind::kMalformed || !IsStrictValue(value, token, kind, &whole)) {
      Malformed(token.data());
      return false;
    }
    if (!is_value && name != "currency") {
      amount_->unknown_fields.emplace_back(name);
      return true;
    }
    bool& seen = is_value ? has_value_ : has_currency_;
    if (seen) {
      Refuse("the field '" + std::string(name) + "' of amount stands there twice");
      return false;
    }
    if (kind == JsonKind::kNull) return true;
    seen = true;
    return is_value ? ReadValue(token, kind) : ReadCurrency(token, kind);
  }

  bool ReadValue(std::string_view token, JsonKind kind) {
    amount_->value = ParseDecimalToken(token, kind);
    amount_->value_text = token;
    return true;
  }

  bool ReadCurrency(std::string_view token, JsonKind kind) {
    constexpr std::size_t kCurrencyBytesMax = 32;
    const bool is_text = kind == JsonKind::kString && token.size() > 2 &&
                         token.size() <= kCurrencyBytesMax + 2 &&
                         token.find('\\') == std::string_view::npos;
    if (!is_text) {
      Refuse("the currency of amount is " + QuotedText(token) + ", no code like \"usd\"");
      return false;
    }
    amount_->currency = token.substr(1, token.size() - 2);
    return true;
  }

  CostAmount* amount_;
  const char* last_ = nullptr;
  bool has_value_ = false;
  bool has_currency_ = false;
};

}  // namespace

DecimalToken ParseDecimalToken(std::string_view token, JsonKind kind) {
  DecimalToken decimal;
  decimal.is_text = kind == JsonKind::kString;
  if (decimal.is_text) {
    token = token.substr(1, token.size() - 2);
  } else if (kind != JsonKind::kNumber) {
    decimal.verdict = Verdict::kNotANumber;
    return decimal;
  }
  if (!IsJsonNumber(token)) {
    decimal.verdict = decimal.is_text ? Verdict::kNotANumber : Verdict::kMalformed;
    return decimal;
  }
  if (const auto parsed = ParsePicos(token)) {
    decimal.parsed = *parsed;
  } else {
    decimal.verdict = Verdict::kTooLarge;
  }
  return decimal;
}

CostAmount ReadCostAmount(ondemand::value value) {
  CostAmount amount;
  std::string_view token = value.raw_json_token();
  const JsonKind kind = KindOf(&token);
  ondemand::object object;
  if (kind == JsonKind::kMalformed || kind == JsonKind::kObject) {
    amount.malformed_at = token.data();
    if (kind == JsonKind::kMalformed || value.get_object().get(object) != SUCCESS) return amount;
    amount.malformed_at = nullptr;
    Reading(&amount).Run(object);
    return amount;
  }
  amount.refusal = "amount is " + QuotedText(token) + ", not {value, currency}";
  return amount;
}

}  // namespace cognitrack
