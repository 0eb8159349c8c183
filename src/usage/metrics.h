// The metrics that OpenAI reports for completions, and the values of one row. A metric that was not
// reported is not 0: every value carries whether it was reported.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21), UsageCompletionsResult, and npm
// `openai` 7.57.0 (2026-11-13), resources/admin/organization/usage.d.ts. Names are those of the
// export's columns, which are the API's field names. Units: tokens, or requests for
// num_model_requests.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cognitrack {

// In the order of the export's columns (U4), the two parts of cache writes last.
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
};

inline constexpr std::size_t kMetricCount = 17;

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
};

constexpr std::size_t IndexOf(Metric metric) { return static_cast<std::size_t>(metric); }
constexpr Metric MetricAt(std::size_t index) { return static_cast<Metric>(index); }
constexpr std::string_view NameOf(Metric metric) { return kMetricNames[IndexOf(metric)]; }

// The metric of that name, or nothing for a name that is not known.
std::optional<Metric> MetricNamed(std::string_view name);

// A set of known metrics, one bit each.
class MetricSet {
 public:
  constexpr MetricSet() = default;
  constexpr explicit MetricSet(std::uint32_t bits) : bits_(bits) {}
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

// The known metrics of one row, or a sum of rows. Values of metrics not reported are 0 in the
// array, so that two equal rows compare equal.
class MetricValues {
 public:
  // Nothing where it was not reported.
  std::optional<std::int64_t> Get(Metric metric) const {
    if (!reported_.Has(metric)) return std::nullopt;
    return values_[IndexOf(metric)];
  }
  // 0 where it was not reported. For sums over a set of metrics that is known to be reported.
  std::int64_t OrZero(Metric metric) const { return values_[IndexOf(metric)]; }
  void Set(Metric metric, std::int64_t value) {
    values_[IndexOf(metric)] = value;
    reported_.Add(metric);
  }
  MetricSet reported() const { return reported_; }

  // Adds each reported metric of `other`; reported here or there is reported in the sum. False,
  // with *this unchanged, where a sum does not fit 64 bits: it is refused, never wrapped.
  [[nodiscard]] bool Add(const MetricValues& other);

  // No metric is reported, or every reported one is 0.
  bool IsZero() const;

  bool operator==(const MetricValues&) const = default;

 private:
  std::array<std::int64_t, kMetricCount> values_{};
  MetricSet reported_;
};

}  // namespace cognitrack
