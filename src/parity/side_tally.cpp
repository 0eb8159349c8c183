#include "parity/side_tally.h"

#include "base/hash.h"
#include "money/decimal_text.h"

namespace cognitrack {
namespace {

// Odd constants of splitmix64, one a metric, so that values may not change places unseen.
constexpr std::uint64_t MixerOf(std::size_t index) {
  std::uint64_t mixed = (index + 1) * 0x9E37'79B9'7F4A'7C15U;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58'476D'1CE4'E5B9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D0'49BB'1331'11EBU;
  return (mixed ^ (mixed >> 31)) | 1;
}

}  // namespace

WideUnsigned ContentOf(WideUnsigned number, const MetricValues& metrics,
                       const std::vector<UnknownMetric>& unknown) {
  WideUnsigned sum = 0;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const WideCount value = metrics.UnitsOrZero(MetricAt(i));
    if (value != 0) sum += WideUnsigned{MixerOf(i)} * static_cast<WideUnsigned>(value);
  }
  for (const UnknownMetric& metric : unknown) {
    sum += Blake2b128(metric.name + '\0' + metric.value).prefix();
  }
  return (number | 1) * sum;
}

void AddDecimalsTo(DecimalSums* sums, const std::vector<UnknownMetric>& unknown) {
  for (const UnknownMetric& metric : unknown) {
    const auto [at, inserted] = sums->try_emplace(metric.name, metric.value);
    if (!inserted) at->second = AddDecimals(at->second, metric.value);
  }
}

const std::string& DecimalOr0(const DecimalSums& sums, const std::string& name) {
  static const std::string kZero = "0";
  const auto found = sums.find(name);
  return found == sums.end() ? kZero : found->second;
}

}  // namespace cognitrack
