#include "store/roll_up_sums.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::uint32_t kNoPlace = UINT32_MAX;
// Kinds 4 and 5 have no dimension that kind 1 lacks; kind 5 is the smallest.
constexpr std::size_t kFinest = 0;
constexpr std::size_t kSmallest = 4;
constexpr bool IsSummedFromRows(std::size_t kind) { return kind < 3; }

}  // namespace

std::uint32_t RollUpSums::NumberOf(std::size_t kind, std::int64_t id) {
  Kind& of = kinds_[kind];
  const auto [at, inserted] =
      of.number_of.try_emplace(id, static_cast<std::uint32_t>(of.ids.size()));
  if (inserted) of.ids.push_back(id);
  return at->second;
}

void RollUpSums::Forget() { kinds_ = {}; }

void RollUpSums::Begin(std::vector<Targets> targets_of) {
  targets_of_ = std::move(targets_of);
  first_rows_.clear();
  for (Kind& kind : kinds_) {
    kind.sums.clear();
    kind.place_of.assign(kind.ids.size(), kNoPlace);
  }
}

bool RollUpSums::Add(std::size_t row, const MetricValues& metrics) {
  for (std::size_t k = 0; k < kRollUpKinds; ++k) {
    if (!IsSummedFromRows(k)) continue;
    if (!AddTo(&kinds_[k], targets_of_[row][k], 1, metrics)) return false;
  }
  if (first_rows_.size() < kinds_[kFinest].sums.size()) first_rows_.push_back(row);
  return true;
}

bool RollUpSums::AddUp(MetricValues* totals) {
  const std::vector<RollUpRow>& finest = kinds_[kFinest].sums;
  for (std::size_t place = 0; place < finest.size(); ++place) {
    const Targets& targets = targets_of_[first_rows_[place]];
    for (std::size_t k = 0; k < kRollUpKinds; ++k) {
      if (IsSummedFromRows(k)) continue;
      if (!AddTo(&kinds_[k], targets[k], finest[place].usage_rows, finest[place].metrics)) {
        return false;
      }
    }
  }
  for (const RollUpRow& sum : kinds_[kSmallest].sums) {
    if (!totals->Add(sum.metrics)) return false;
  }
  return true;
}

void RollUpSums::Pack(std::size_t kind, WindowRollUp* roll_up) {
  const std::vector<RollUpRow>& sums = kinds_[kind].sums;
  std::vector<std::pair<std::int64_t, const RollUpRow*>> order;
  order.reserve(sums.size());
  for (const RollUpRow& sum : sums) order.emplace_back(sum.series, &sum);
  std::sort(order.begin(), order.end());
  roll_up->rows.clear();
  roll_up->rows.reserve(order.size());
  for (const auto& sum : order) roll_up->rows.push_back(sum.second);
  roll_up->blocks = Packed(roll_up->rows);
}

bool RollUpSums::AddTo(Kind* kind, std::uint32_t number, std::int64_t usage_rows,
                       const MetricValues& metrics) {
  std::uint32_t& place = kind->place_of[number];
  if (place == kNoPlace) {
    place = static_cast<std::uint32_t>(kind->sums.size());
    kind->sums.push_back({kind->ids[number], 0, {}});
  }
  RollUpRow& sum = kind->sums[place];
  sum.usage_rows += usage_rows;
  return sum.metrics.Add(metrics);
}

}  // namespace cognitrack
