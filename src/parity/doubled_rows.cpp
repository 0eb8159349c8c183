#include "parity/doubled_rows.h"

#include <algorithm>
#include <tuple>

namespace cognitrack {
namespace {

using Lines = std::vector<const JoinedLine*>;

bool Identical(const JoinedLine& a, const JoinedLine& b) {
  return a.series == b.series && a.unknown == b.unknown && a.metrics == b.metrics;
}

bool Before(const JoinedLine* a, const JoinedLine* b) {
  if (a->series != b->series) return a->series < b->series;
  if (a->unknown != b->unknown) return a->unknown < b->unknown;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    const WideCount x = a->metrics.UnitsOrZero(metric), y = b->metrics.UnitsOrZero(metric);
    if (x != y) return x < y;
  }
  const auto place = [](const JoinedLine* line) {
    return std::make_tuple(line->metrics.reported().bits(), line->file, line->line);
  };
  return place(a) < place(b);
}

// A line and how often it stands there.
struct Group {
  const JoinedLine* line = nullptr;
  std::int64_t count = 0;
};

std::vector<Group> GroupsOf(Lines* lines) {
  std::sort(lines->begin(), lines->end(), Before);
  std::vector<Group> groups;
  for (const JoinedLine* line : *lines) {
    if (!groups.empty() && Identical(*groups.back().line, *line)) {
      ++groups.back().count;
    } else {
      groups.push_back({line, 1});
    }
  }
  return groups;
}

bool Agree(const MetricTotals& a, const MetricTotals& b, MetricSet compared) {
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (compared.Has(MetricAt(i)) && a.values[i] != b.values[i]) return false;
  }
  return true;
}

MetricTotals Times(const MetricValues& metrics, std::int64_t times) {
  MetricTotals totals;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    totals.values[i] = metrics.UnitsOrZero(MetricAt(i)) * times;
  }
  return totals;
}

// How many copies of one line make up `excess`; 0 where no number does.
std::int64_t CopiesIn(const MetricTotals& excess, const Group& group, MetricSet compared) {
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const WideCount value = group.line->metrics.UnitsOrZero(MetricAt(i));
    if (!compared.Has(MetricAt(i)) || value == 0) continue;
    const WideCount copies = excess.values[i] / value;
    if (copies < 1 || copies >= group.count) return 0;
    const auto times = static_cast<std::int64_t>(copies);
    return Agree(Times(group.line->metrics, times), excess, compared) ? times : 0;
  }
  return 0;
}

bool IsMultiple(const MetricTotals& csv, const MetricTotals& ledger,
                const std::vector<Group>& groups, MetricSet compared) {
  WideCount factor = 0;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (!compared.Has(MetricAt(i)) || ledger.values[i] == 0) continue;
    factor = csv.values[i] / ledger.values[i];
    break;
  }
  if (factor < 2) return false;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (!compared.Has(MetricAt(i))) continue;
    if (csv.values[i] != ledger.values[i] * factor) return false;
  }
  return std::all_of(groups.begin(), groups.end(),
                     [&](const Group& group) { return group.count % factor == 0; });
}

}  // namespace

std::vector<const JoinedLine*> DoubledRows(Lines lines, const MetricTotals& ledger,
                                           MetricSet compared) {
  const std::vector<Group> groups = GroupsOf(&lines);
  if (groups.size() == lines.size()) return {};
  MetricTotals csv, repeated, excess;
  for (const JoinedLine* line : lines) csv.Add(line->metrics);
  for (const Group& group : groups) repeated.Add(Times(group.line->metrics, group.count - 1));
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    excess.values[i] = csv.values[i] - ledger.values[i];
  }
  const Group* one = nullptr;
  for (const Group& group : groups) {
    if (group.count > 1 && CopiesIn(excess, group, compared) > 0) one = &group;
  }
  if (one == nullptr && !Agree(excess, repeated, compared) &&
      !IsMultiple(csv, ledger, groups, compared)) {
    return {};
  }
  Lines found;
  std::size_t at = 0;
  for (const Group& group : groups) {
    const bool counts = group.count > 1 && (one == nullptr || one == &group);
    for (std::int64_t i = 0; i < group.count; ++i, ++at) {
      if (counts) found.push_back(lines[at]);
    }
  }
  return found;
}

}  // namespace cognitrack
