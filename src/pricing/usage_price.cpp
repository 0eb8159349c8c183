#include "pricing/usage_price.h"

#include <array>

#include "pricing/rate_inference.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

constexpr std::string_view kFreeTier = "incentivized-tier";
constexpr std::size_t kMetersOfMostUse = 4;
constexpr std::int64_t kBytesInGiB = std::int64_t{1} << 30;

// What service use is counted in, one of them a surface.
constexpr std::array kServiceCounts = {Metric::kImages,      Metric::kCharacters,
                                       Metric::kSeconds,     Metric::kUsageBytes,
                                       Metric::kNumSessions, Metric::kNumRequests};

using Units = std::array<std::int64_t, kMeterCount>;

std::string TierOf(const PricedUse& use) {
  if (use.batch.value_or(false)) return "batch";
  if (use.service_tier.empty() || use.service_tier == "default") return "standard";
  return use.service_tier;
}

bool IsKnownTier(std::string_view tier) {
  for (const std::string_view known : kPriceTiers) {
    if (known == tier) return true;
  }
  return false;
}

// The tokens of a row by meter. Nothing where the parts are more than the whole.
std::optional<Units> TokensOf(const MetricValues& row) {
  const auto count = [&row](Metric metric) { return row.OrZero(metric); };
  Units units{};
  const auto set = [&units](Meter meter, std::int64_t value) { units[IndexOf(meter)] = value; };
  const std::int64_t cached = count(Metric::kInputCachedTokens);
  const std::int64_t written = count(Metric::kInputCacheWriteTokens);
  const std::int64_t written_long = count(Metric::kInputCacheWrite12hTokens);
  const std::int64_t audio = count(Metric::kInputAudioTokens);
  const std::int64_t image = count(Metric::kInputImageTokens);
  const std::int64_t cached_audio = count(Metric::kInputCachedAudioTokens);
  const std::int64_t output_audio = count(Metric::kOutputAudioTokens);
  const std::int64_t output_image = count(Metric::kOutputImageTokens);
  set(Meter::kInput, count(Metric::kInputTokens) - cached - written - audio - image);
  set(Meter::kInputCached, cached - cached_audio);
  set(Meter::kInputCachedAudio, cached_audio);
  set(Meter::kCacheWrite, written - written_long);
  set(Meter::kCacheWriteLong, written_long);
  set(Meter::kInputAudio, audio);
  set(Meter::kInputImage, image);
  set(Meter::kOutput, count(Metric::kOutputTokens) - output_audio - output_image);
  set(Meter::kOutputAudio, output_audio);
  set(Meter::kOutputImage, output_image);
  for (const std::int64_t value : units) {
    if (value < 0) return std::nullopt;
  }
  return units;
}

void Move(Meter from, Meter to, Units* units) {
  (*units)[IndexOf(to)] += (*units)[IndexOf(from)];
  (*units)[IndexOf(from)] = 0;
}

void ForgetTheCache(Units* units) {
  Move(Meter::kInputCached, Meter::kInput, units);
  Move(Meter::kCacheWrite, Meter::kInput, units);
  Move(Meter::kCacheWriteLong, Meter::kInput, units);
  Move(Meter::kInputCachedAudio, Meter::kInputAudio, units);
}

std::int64_t ServiceUnits(const MetricValues& row) {
  for (const Metric metric : kServiceCounts) {
    if (row.reported().Has(metric)) return row.OrZero(metric);
  }
  return 0;
}

// In lowest terms first: a rate with a discount has a large denominator already.
Rate PerByte(const Rate& per_gib) {
  Rate rate = Reduced(per_gib);
  rate.per *= kBytesInGiB;
  return rate;
}

WideCount RoundedHalfEven(WideCount numerator, WideCount denominator) {
  const WideCount whole = numerator / denominator;
  const WideCount rest = numerator % denominator;
  const WideCount twice = rest * 2;
  const bool up = twice > denominator || (twice == denominator && whole % 2 != 0);
  return up ? whole + 1 : whole;
}

}  // namespace

Picos CostOf(WideCount units, const Rate& rate) {
  return {RoundedHalfEven(units * rate.picos, rate.per)};
}

std::string PriceNameOf(const PricedUse& use) {
  if (CountsTokens(use.surface)) return use.model;
  if (use.surface == "images") return use.size.empty() ? use.model : use.model + " " + use.size;
  if (use.surface == "audio_speeches" || use.surface == "audio_transcriptions") return use.model;
  return use.surface;
}

const UsagePricer::MeterPrices& UsagePricer::PricesOf(const std::string& model,
                                                      const std::string& tier, Day day) {
  std::string key = std::to_string(day.number);
  ((key += '\n') += tier) += '\n';
  const auto [known, is_new] = known_.try_emplace(key + model);
  for (std::size_t i = 0; is_new && i < kMeterCount; ++i) {
    const auto found = book_.Find(provider_, model, tier, 0, static_cast<Meter>(i), day);
    if (found) known->second[i] = UnitPrice{found->rate, found->list};
  }
  return known->second;
}

std::optional<UnitPrice> UsagePricer::PriceOf(const std::string& model, const std::string& tier,
                                              Meter meter, Day day) {
  return PricesOf(model, tier, day)[IndexOf(meter)];
}

UsePrice UsagePricer::Price(const PricedUse& use, const MetricValues& metrics) {
  UsePrice price;
  price.free = use.service_tier == kFreeTier;
  price.tier =
      price.free ? std::string(use.batch.value_or(false) ? "batch" : "standard") : TierOf(use);
  const MeterPrices& prices = PricesOf(PriceNameOf(use), price.tier, use.day);
  const bool is_known_tier = IsKnownTier(price.tier);
  Units units{};
  if (!CountsTokens(use.surface)) {
    units[IndexOf(Meter::kUnit)] = ServiceUnits(metrics);
  } else if (const auto tokens = TokensOf(metrics)) {
    units = *tokens;
    if (price.tier == "batch") ForgetTheCache(&units);
    if (!prices[IndexOf(Meter::kInputImage)]) {
      Move(Meter::kInputImage, Meter::kInput, &units);
    }
  } else {
    price.untold = metrics.OrZero(Metric::kInputTokens) + metrics.OrZero(Metric::kOutputTokens);
  }
  price.meters.reserve(kMetersOfMostUse);
  for (std::size_t i = 0; i < kMeterCount; ++i) {
    if (units[i] == 0) continue;
    MeterUse meter{static_cast<Meter>(i), units[i], std::nullopt};
    if (is_known_tier) meter.price = prices[i];
    if (meter.price && use.surface == kVectorStores) {
      meter.price = UnitPrice{PerByte(meter.price->rate), PerByte(meter.price->list)};
    }
    price.meters.push_back(meter);
  }
  return price;
}

}  // namespace cognitrack
