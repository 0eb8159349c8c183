#include "usage/metrics.h"

#include <algorithm>

namespace cognitrack {

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
  std::array<std::int64_t, kMetricCount> sums;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (__builtin_add_overflow(values_[i], other.values_[i], &sums[i])) return false;
  }
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

bool MetricValues::IsZero() const {
  const auto is_zero = [](std::int64_t value) { return value == 0; };
  return std::all_of(values_.begin(), values_.end(), is_zero) &&
         std::all_of(picos_.begin(), picos_.end(), is_zero);
}

}  // namespace cognitrack
