// The metrics that OpenAI reports for usage and for costs, and the values of one row. A metric that
// was not reported is not 0: every value carries whether it was reported.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21), Usage…Result and CostsResult, and
// npm `openai` 7.57.0 (2026-11-13), resources/admin/organization/usage.d.ts. Names are those of the
// exports' columns; usage columns are named as the API's fields, amount_value is the API's
// amount.value. Counts are of what their name says; amount_value is money in the currency of the
// row's series, quantity is in the unit of the row's series.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/wide_count.h"
#include "money/picos.h"

namespace cognitrack {

// Counts in the order of the usage export's columns (U4), then the two parts of cache writes, then
// those of the surfaces that count no tokens; last the decimals of the cost export.
enum class Metric : std::uint8_t {
  kNumModelRequests,
  kInputTokens,
  kOutputTokens,
  kInputCachedTokens,
  kInputCacheWriteTokens,
  kInputUncachedTokens,
  kInputTextTokens,
  kOutputTextTokens,
  kInputCachedTextTokens,
  kInputAudioTokens,
  kInputCachedAudioTokens,
  kOutputAudioTokens,
  kInputImageTokens,
  kInputCachedImageTokens,
  kOutputImageTokens,
  kInputCacheWrite30mTokens,
  kInputCacheWrite12hTokens,
  kNumRequests,
  kImages,
  kCharacters,
  kSeconds,
  kUsageBytes,
  kNumSessions,
  kAmountValue,
  kQuantity,
};

inline constexpr std::size_t kCountMetrics = 23;   // The first ones are whole numbers …
inline constexpr std::size_t kDecimalMetrics = 2;  // … and these have twelve decimals.
inline constexpr std::size_t kMetricCount = kCountMetrics + kDecimalMetrics;

inline constexpr std::array<std::string_view, kMetricCount> kMetricNames = {
    "num_model_requests",
    "input_tokens",
    "output_tokens",
    "input_cached_tokens",
    "input_cache_write_tokens",
    "input_uncached_tokens",
    "input_text_tokens",
    "output_text_tokens",
    "input_cached_text_tokens",
    "input_audio_tokens",
    "input_cached_audio_tokens",
    "output_audio_tokens",
    "input_image_tokens",
    "input_cached_image_tokens",
    "output_image_tokens",
    "input_cache_write_30m_tokens",
    "input_cache_write_12h_tokens",
    "num_requests",
    "images",
    "characters",
    "seconds",
    "usage_bytes",
    "num_sessions",
    "amount_value",
    "quantity",
};

constexpr std::size_t IndexOf(Metric metric) { return static_cast<std::size_t>(metric); }
constexpr Metric MetricAt(std::size_t index) { return static_cast<Metric>(index); }
constexpr bool IsDecimal(Metric metric) { return IndexOf(metric) >= kCountMetrics; }
constexpr std::string_view NameOf(Metric metric) { return kMetricNames[IndexOf(metric)]; }

// A set of known metrics, one bit each.
class MetricSet {
 public:
  constexpr MetricSet() = default;
  constexpr explicit MetricSet(std::uint32_t bits) : bits_(bits) {}
  constexpr MetricSet(std::initializer_list<Metric> metrics) {
    for (const Metric metric : metrics) Add(metric);
  }
  constexpr bool Has(Metric metric) const { return (bits_ >> IndexOf(metric)) & 1U; }
  constexpr void Add(Metric metric) { bits_ |= 1U << IndexOf(metric); }
  constexpr void Remove(Metric metric) { bits_ &= ~(1U << IndexOf(metric)); }
  constexpr MetricSet operator|(MetricSet other) const { return MetricSet(bits_ | other.bits_); }
  constexpr MetricSet operator&(MetricSet other) const { return MetricSet(bits_ & other.bits_); }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr int size() const { return std::popcount(bits_); }
  constexpr std::uint32_t bits() const { return bits_; }
  constexpr bool operator==(const MetricSet&) const = default;

 private:
  std::uint32_t bits_ = 0;
};

inline constexpr MetricSet kAllMetrics((1U << kMetricCount) - 1);
inline constexpr MetricSet kUsageMetrics((1U << kCountMetrics) - 1);
// Of the surfaces that count tokens, and of those that count something else.
inline constexpr MetricSet kTokenMetrics((1U << (IndexOf(Metric::kInputCacheWrite12hTokens) + 1)) -
                                         1);
inline constexpr MetricSet kServiceMetrics = {
    Metric::kNumModelRequests, Metric::kNumRequests, Metric::kImages,     Metric::kCharacters,
    Metric::kSeconds,          Metric::kUsageBytes,  Metric::kNumSessions};
inline constexpr MetricSet kCostMetrics(kAllMetrics.bits() & ~kUsageMetrics.bits());

// The metric of that name among those of a set, or nothing for a name that is not known there.
std::optional<Metric> MetricNamed(std::string_view name, MetricSet among);

// A value in units of its metric (1 for a count, 10^-12 for a decimal) as plain digits.
std::string TextOf(Metric metric, WideCount units);
// Whether a metric of that name has decimals; one that is not known is a count.
bool IsDecimalName(std::string_view name);
std::string TextOf(std::string_view name, WideCount units);

// The known metrics of one row, or a sum of rows. Values of metrics not reported are 0 in the
// array, so that two equal rows compare equal.
class MetricValues {
 public:
  // Counts. Nothing where it was not reported.
  std::optional<std::int64_t> Get(Metric count) const {
    if (!reported_.Has(count)) return std::nullopt;
    return values_[IndexOf(count)];
  }
  // 0 where it was not reported. For sums over a set of metrics that is known to be reported.
  std::int64_t OrZero(Metric count) const { return values_[IndexOf(count)]; }
  void Set(Metric count, std::int64_t value) {
    values_[IndexOf(count)] = value;
    reported_.Add(count);
  }

  // Decimals. Set is false, and changes nothing, where the value's millionths do not fit 64 bits.
  std::optional<Picos> Decimal(Metric decimal) const;
  MicroAndPico PartsOrZero(Metric decimal) const {
    return {values_[IndexOf(decimal)], picos_[IndexOf(decimal) - kCountMetrics]};
  }
  [[nodiscard]] bool SetDecimal(Metric decimal, Picos value);

  // Any metric, in its units: ones of a count, 10^-12 of a decimal.
  std::optional<WideCount> Units(Metric metric) const {
    if (!reported_.Has(metric)) return std::nullopt;
    return UnitsOrZero(metric);
  }
  WideCount UnitsOrZero(Metric metric) const {
    const std::int64_t value = values_[IndexOf(metric)];
    if (!IsDecimal(metric)) return value;
    return Joined(value, picos_[IndexOf(metric) - kCountMetrics]).count;
  }
  // Reported as 0, whatever its kind.
  void SetZero(Metric metric);
  // Takes the metric over from `other`, reported or not.
  void Copy(Metric metric, const MetricValues& other);

  MetricSet reported() const { return reported_; }

  // Adds each reported metric of `other`; reported here or there is reported in the sum. False,
  // with *this unchanged, where a sum does not fit 64 bits: it is refused, never wrapped.
  [[nodiscard]] bool Add(const MetricValues& other);

  // No metric is reported, or every reported one is 0.
  bool IsZero() const;

  bool operator==(const MetricValues&) const = default;

 private:
  [[nodiscard]] bool AddTokens(const MetricValues& other);

  std::array<std::int64_t, kMetricCount> values_{};    // Of a decimal: its millionths …
  std::array<std::int32_t, kDecimalMetrics> picos_{};  // … and the rest, 0 … 999,999.
  MetricSet reported_;
};

}  // namespace cognitrack
