#include "store/roll_up_sums.h"

#include <algorithm>
#include <numeric>

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
  Kind& of = kinds_[kind];
  PutInOrder(&of);
  roll_up->rows.clear();
  roll_up->rows.reserve(of.sums.size());
  for (const std::uint32_t number : of.in_order) {
    const std::uint32_t place = of.place_of[number];
    if (place != kNoPlace) roll_up->rows.push_back(&of.sums[place]);
  }
  roll_up->blocks = Packed(roll_up->rows);
}

// Most windows meet the series that those before them met.
void RollUpSums::PutInOrder(Kind* kind) {
  const std::size_t known = kind->in_order.size();
  if (known == kind->ids.size()) return;
  kind->in_order.resize(kind->ids.size());
  const auto added = kind->in_order.begin() + static_cast<std::ptrdiff_t>(known);
  std::iota(added, kind->in_order.end(), static_cast<std::uint32_t>(known));
  const auto comes_before = [kind](std::uint32_t a, std::uint32_t b) {
    return kind->ids[a] < kind->ids[b];
  };
  std::sort(added, kind->in_order.end(), comes_before);
  std::inplace_merge(kind->in_order.begin(), added, kind->in_order.end(), comes_before);
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
