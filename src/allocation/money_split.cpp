#include "allocation/money_split.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "allocation/allocation_rule.h"
#include "base/check.h"

namespace cognitrack {
namespace {

// A double holds some fifteen digits of an amount.
constexpr WideCount kDigitsOfDouble = 100'000'000'000'000;

WideCount Absolute(WideCount count) { return count < 0 ? -count : count; }

WideCount TailOf(Picos amount) {
  return std::max<WideCount>(1, Absolute(amount.count) / kDigitsOfDouble);
}

struct Group {
  std::vector<SeriesAmount> parts;
  WideCount sum = 0;
  WideCount tolerance = 0;
};

void GiveDifferenceToTheLargest(WideCount difference, std::vector<SeriesAmount>* parts) {
  if (difference == 0) return;
  const auto largest = std::max_element(
      parts->begin(), parts->end(), [](const SeriesAmount& a, const SeriesAmount& b) {
        return Absolute(a.amount.count) < Absolute(b.amount.count);
      });
  largest->amount.count += difference;
}

}  // namespace

std::vector<Picos> SplitByShares(Picos amount, const std::vector<std::int64_t>& shares) {
  const std::int64_t given = std::accumulate(shares.begin(), shares.end(), std::int64_t{0});
  CHECK(given >= 0 && given <= kWholeShare, "shares add up to at most the whole");
  std::vector<std::int64_t> all = shares;
  all.push_back(kWholeShare - given);

  const WideCount whole = Absolute(amount.count);
  std::vector<WideCount> lost(all.size());  // By rounding down, in millionths.
  std::vector<Picos> parts(all.size());
  WideCount left = whole;
  for (std::size_t i = 0; i < all.size(); ++i) {
    // In two steps: an amount times a share may not fit, however far away such an amount is.
    const WideCount rest = whole % kWholeShare * all[i];
    parts[i].count = whole / kWholeShare * all[i] + rest / kWholeShare;
    lost[i] = rest % kWholeShare;
    left -= parts[i].count;
  }
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return lost[a] > lost[b]; });
  for (std::size_t i = 0; left > 0; ++i, --left) ++parts[order[i]].count;
  if (amount.count < 0) {
    for (Picos& part : parts) part.count = -part.count;
  }
  return parts;
}

std::optional<std::vector<std::vector<SeriesAmount>>> FinerParts(
    const std::vector<SeriesAmount>& coarse, const std::vector<SeriesAmount>& fine,
    const Grain& grain) {
  std::map<Series, Group> groups;
  for (const SeriesAmount& part : fine) {
    Group& group = groups[part.series.RestrictedTo(grain)];
    group.parts.push_back(part);
    group.sum += part.amount.count;
    group.tolerance += TailOf(part.amount);
  }
  std::vector<std::vector<SeriesAmount>> split;
  for (const SeriesAmount& whole : coarse) {
    Group group;
    if (auto found = groups.extract(whole.series)) group = std::move(found.mapped());
    const WideCount difference = whole.amount.count - group.sum;
    if (Absolute(difference) > group.tolerance + TailOf(whole.amount)) return std::nullopt;
    if (group.parts.empty()) group.parts.push_back({whole.series, Picos{}});
    std::sort(group.parts.begin(), group.parts.end(),
              [](const SeriesAmount& a, const SeriesAmount& b) { return a.series < b.series; });
    GiveDifferenceToTheLargest(difference, &group.parts);
    split.push_back(std::move(group.parts));
  }
  const bool has_more = std::any_of(groups.begin(), groups.end(), [](const auto& entry) {
    return Absolute(entry.second.sum) > entry.second.tolerance;
  });
  if (has_more) return std::nullopt;
  return split;
}

}  // namespace cognitrack
