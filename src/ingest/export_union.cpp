#include "ingest/export_union.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "ingest/day_use.h"
#include "parity/grain_copies.h"

namespace cognitrack {
namespace {

// One day of one file.
struct Part {
  const std::string* file = nullptr;
  WindowRead read;
};

// The same part first, whatever the order of the files: the whole day before a clipped one, then
// the one that tells more.
bool TellsMore(const Part& left, const Part& right) {
  const auto rank = [](const Part& part) {
    return std::make_tuple(part.read.clipped, -static_cast<int>(part.read.grain.names().size()),
                           -part.read.reported.size(), part.read.origin.file_sha256);
  };
  return rank(left) < rank(right);
}

Error Contradiction(const Part& left, const Part& right, const UseDifference& difference,
                    const std::string& what_to_do) {
  return {ErrorCode::kBadInput, FormatDay(DayOf(left.read.start)) + " is held differently in " +
                                    *left.file + " and " + *right.file + ": " +
                                    difference.dimensions + ": " + difference.metric + " " +
                                    difference.left + " against " + difference.right + "; " +
                                    what_to_do + ". Nothing was stored"};
}

// The parts are one day, told several times.
Result<WindowRead> OneOf(std::vector<Part> parts, const SeriesTable& series) {
  const Part& chosen = parts.front();
  const DayUse use = DayUse::Whole(chosen.read);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const DayUse other = DayUse::Whole(parts[i].read);
    const bool cut_short = parts[i].read.clipped && !chosen.read.clipped && other.AtMost(use);
    if (cut_short) continue;
    if (const auto difference = use.FirstDifference(other, series)) {
      return Contradiction(chosen, parts[i], *difference,
                           "take the newer export alone, or, where each is of one project, join "
                           "them with --merge");
    }
  }
  return std::move(parts.front().read);
}

// The parts are of one day: each of other series. One that tells the same as those before it counts
// once.
Result<WindowRead> JoinOf(std::vector<Part> parts, const SeriesTable& series) {
  WindowRead joined = std::move(parts.front().read);
  DayUse use = DayUse::Whole(joined);
  std::vector<Origin> origins{joined.origin};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const DayUse other = DayUse::Whole(parts[i].read);
    if (use == other) continue;
    if (use.Shares(other)) {
      Part before{parts.front().file, {}};
      before.read.start = joined.start;
      return Contradiction(before, parts[i], use.FirstShared(other, series),
                           "only exports whose rows have no dimensions in common can be joined; "
                           "export them grouped by project");
    }
    joined = Joined(std::move(joined), parts[i].read);
    origins.push_back(parts[i].read.origin);
    use = DayUse::Whole(joined);
  }
  joined.origin = JoinedOrigin(std::move(origins));
  return joined;
}

}  // namespace

WindowRead Joined(WindowRead left, const WindowRead& right) {
  std::unordered_map<SeriesRef, std::size_t> row_of;
  for (std::size_t i = 0; i < left.rows.size(); ++i) row_of[left.rows[i].series] = i;
  for (const UsageRow& row : right.rows) {
    const auto found = row_of.find(row.series);
    if (found == row_of.end()) {
      left.rows.push_back(row);
    } else if (left.rows[found->second].metrics.IsZero()) {
      left.rows[found->second] = row;
    }
  }
  std::set<SeriesRef> with_unknown;
  for (const UnknownMetric& metric : left.unknown_metrics) with_unknown.insert(metric.series);
  for (const UnknownMetric& metric : right.unknown_metrics) {
    if (with_unknown.count(metric.series) == 0) left.unknown_metrics.push_back(metric);
  }
  left.grain = left.grain.Unite(right.grain);
  left.reported = left.reported | right.reported;
  left.clipped = left.clipped || right.clipped;
  return left;
}

Origin JoinedOrigin(std::vector<Origin> origins) {
  std::sort(origins.begin(), origins.end());
  origins.erase(std::unique(origins.begin(), origins.end()), origins.end());
  if (origins.size() == 1) return origins.front();
  Sha256Hasher hasher;
  for (const Origin& origin : origins) hasher.AddBytes(origin.file_sha256 + "\n");
  return Origin{false, ToHex(hasher.Finish())};
}

Status CheckSingleGrain(const std::vector<const WindowRead*>& days, const SeriesTable& series) {
  GrainCopies copies(&series);
  for (const WindowRead* day : days) {
    for (const UsageRow& row : day->rows) copies.Add(DayOf(day->start), row.series, row.metrics);
  }
  const std::vector<CopiedMonth> found = copies.Found();
  if (found.empty()) return {};
  return Error{ErrorCode::kBadInput, found.front().ToText() +
                                         ". Import the one with the most dimensions alone. Nothing "
                                         "was stored"};
}

Result<std::vector<WindowRead>> UnionOf(std::vector<ExportDays>* files, bool merge,
                                        SeriesTable* series) {
  std::map<UtcSeconds, std::vector<Part>> parts_of;
  std::set<std::string> taken;
  for (ExportDays& file : *files) {
    // The same bytes twice are one file.
    if (!taken.insert(file.file.sha256).second) continue;
    for (WindowRead& read : file.days) {
      parts_of[read.start].push_back({&file.file.name, std::move(read)});
    }
  }
  std::vector<const WindowRead*> all;
  for (const auto& [start, parts] : parts_of) {
    for (const Part& part : parts) all.push_back(&part.read);
  }
  TRY_VOID(CheckSingleGrain(all, *series));

  std::vector<WindowRead> days;
  days.reserve(parts_of.size());
  for (auto& [start, parts] : parts_of) {
    std::sort(parts.begin(), parts.end(), TellsMore);
    TRY(WindowRead day,
        merge ? JoinOf(std::move(parts), *series) : OneOf(std::move(parts), *series));
    days.push_back(std::move(day));
  }
  return days;
}

}  // namespace cognitrack
