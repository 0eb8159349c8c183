#include "usage/metrics.h"

#include <algorithm>

namespace cognitrack {
namespace {

// The metrics of tokens, and one more for an even number.
constexpr std::size_t kAddedOfTokens = 18;
static_assert(kTokenMetrics.size() <= static_cast<int>(kAddedOfTokens));
static_assert(kAddedOfTokens <= kMetricCount);

// Adds `N` values without a branch, several at a time; false, with a sum that wrapped, where
// one of them does not fit: its sign is then neither of the two that were added.
template <std::size_t N>
bool AddTo(const std::int64_t* __restrict values, std::int64_t* __restrict sums) {
  std::uint64_t wrapped = 0;
  for (std::size_t i = 0; i < N; ++i) {
    const auto a = static_cast<std::uint64_t>(sums[i]);
    const auto b = static_cast<std::uint64_t>(values[i]);
    const std::uint64_t sum = a + b;
    wrapped |= (a ^ sum) & (b ^ sum);
    sums[i] = static_cast<std::int64_t>(sum);
  }
  return (wrapped >> 63U) == 0;
}

// Undoes AddTo, also where it wrapped.
template <std::size_t N>
void TakeFrom(const std::int64_t* __restrict values, std::int64_t* __restrict sums) {
  for (std::size_t i = 0; i < N; ++i) {
    sums[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(sums[i]) -
                                        static_cast<std::uint64_t>(values[i]));
  }
}

}  // namespace

std::optional<Metric> MetricNamed(std::string_view name, MetricSet among) {
  const auto found = std::find(kMetricNames.begin(), kMetricNames.end(), name);
  if (found == kMetricNames.end()) return std::nullopt;
  const Metric metric = MetricAt(static_cast<std::size_t>(found - kMetricNames.begin()));
  return among.Has(metric) ? std::optional<Metric>(metric) : std::nullopt;
}

std::string TextOf(Metric metric, WideCount units) {
  return IsDecimal(metric) ? ToText(Picos{units}) : ToText(units);
}

bool IsDecimalName(std::string_view name) { return MetricNamed(name, kCostMetrics).has_value(); }

std::string TextOf(std::string_view name, WideCount units) {
  return IsDecimalName(name) ? ToText(Picos{units}) : ToText(units);
}

std::optional<Picos> MetricValues::Decimal(Metric decimal) const {
  if (!reported_.Has(decimal)) return std::nullopt;
  return Picos{UnitsOrZero(decimal)};
}

bool MetricValues::SetDecimal(Metric decimal, Picos value) {
  const auto parts = Split(value);
  if (!parts) return false;
  values_[IndexOf(decimal)] = parts->micro;
  picos_[IndexOf(decimal) - kCountMetrics] = static_cast<std::int32_t>(parts->pico);
  reported_.Add(decimal);
  return true;
}

void MetricValues::SetZero(Metric metric) {
  Copy(metric, MetricValues());
  reported_.Add(metric);
}

void MetricValues::Copy(Metric metric, const MetricValues& other) {
  values_[IndexOf(metric)] = other.values_[IndexOf(metric)];
  if (IsDecimal(metric)) {
    const std::size_t place = IndexOf(metric) - kCountMetrics;
    picos_[place] = other.picos_[place];
  }
  reported_.Remove(metric);
  if (other.reported_.Has(metric)) reported_.Add(metric);
}

bool MetricValues::Add(const MetricValues& other) {
  // Most rows count tokens and nothing else. What was not reported is 0, here and there.
  if ((other.reported_ & kTokenMetrics) == other.reported_) return AddTokens(other);
  std::array<std::int64_t, kMetricCount> sums = values_;
  if (!AddTo<kMetricCount>(other.values_.data(), sums.data())) return false;
  auto picos = picos_;
  for (std::size_t i = 0; i < kDecimalMetrics; ++i) {
    picos[i] += other.picos_[i];
    if (picos[i] < kPicosInMicro) continue;
    picos[i] -= static_cast<std::int32_t>(kPicosInMicro);
    std::int64_t& micro = sums[kCountMetrics + i];
    if (__builtin_add_overflow(micro, 1, &micro)) return false;
  }
  values_ = sums;
  picos_ = picos;
  reported_ = reported_ | other.reported_;
  return true;
}

// In place: what wrapped is taken back, as if it had never been added.
bool MetricValues::AddTokens(const MetricValues& other) {
  if (&other == this) return AddTokens(MetricValues(other));
  if (!AddTo<kAddedOfTokens>(other.values_.data(), values_.data())) {
    TakeFrom<kAddedOfTokens>(other.values_.data(), values_.data());
    return false;
  }
  reported_ = reported_ | other.reported_;
  return true;
}

bool MetricValues::IsZero() const {
  const auto is_zero = [](std::int64_t value) { return value == 0; };
  return std::all_of(values_.begin(), values_.end(), is_zero) &&
         std::all_of(picos_.begin(), picos_.end(), is_zero);
}

}  // namespace cognitrack
