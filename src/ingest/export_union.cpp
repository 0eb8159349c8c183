#include "ingest/export_union.h"

#include <algorithm>
#include <iterator>
#include <map>
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

// The projects that the use of a day is of.
struct ProjectUse {
  std::set<std::string> projects;
  std::optional<std::string> without;  // The first dimensions with use that name no project.

  bool empty() const { return projects.empty() && !without; }
};

ProjectUse ProjectUseOf(const WindowRead& read, const SeriesTable& series) {
  ProjectUse use;
  const auto add = [&](SeriesRef ref) {
    const Series& dimensions = series.At(ref);
    const std::string* project = dimensions.Find("project_id");
    if (project != nullptr && !project->empty()) {
      use.projects.insert(*project);
      return;
    }
    const std::string text = TextOf(dimensions);
    if (!use.without || text < *use.without) use.without = text;
  };
  for (const UsageRow& row : read.rows) {
    if (!row.metrics.IsZero()) add(row.series);
  }
  for (const UnknownMetric& metric : read.unknown_metrics) {
    if (metric.value != "0") add(metric.series);
  }
  return use;
}

// What to do about one day in two groupings.
std::string ImportTheFiner(const NamedDay& left, const NamedDay& right) {
  const Grain& left_grain = left.read->grain;
  const Grain& right_grain = right.read->grain;
  if (left_grain.Contains(right_grain)) return "import only the finer one, " + left.name;
  if (right_grain.Contains(left_grain)) return "import only the finer one, " + right.name;
  return "import only one of them";
}

std::string GroupedAgainst(const NamedDay& left, const NamedDay& right) {
  return left.name + " is " + GroupingText(left.read->grain) + " against " + right.name + ", " +
         GroupingText(right.read->grain);
}

NamedDay NamedPart(const Part& part) { return {*part.file, &part.read}; }

Error Refused(const Part& part, const std::string& why) {
  return {ErrorCode::kBadInput,
          FormatDay(DayOf(part.read.start)) + ": " + why + ". Nothing was stored"};
}

Error Contradiction(const Part& left, const Part& right, const UseDifference& difference) {
  return {ErrorCode::kBadInput,
          FormatDay(DayOf(left.read.start)) + " is held differently in " + *left.file + " and " +
              *right.file + ": " + difference.dimensions + ": " + difference.metric + " " +
              difference.left + " against " + difference.right +
              "; take the newer export alone, or, where each is of one project, join them with "
              "--merge. Nothing was stored"};
}

// The same use, or what the day may look like that was cut short.
bool Repeats(const Part& part, const DayUse& part_use, const Part& chosen, const DayUse& use) {
  return part_use == use || (part.read.clipped && !chosen.read.clipped && part_use.AtMost(use));
}

// The parts are of one day, and those of different grouping may say the same only.
Status CheckGroupings(const std::vector<Part>& parts, bool merge, const SeriesTable& series) {
  const Part* first = nullptr;
  for (const Part& part : parts) {
    if (ProjectUseOf(part.read, series).empty()) continue;
    if (first == nullptr) first = &part;
    if (part.read.grain == first->read.grain) continue;
    const DayUse use = DayUse::Whole(first->read);
    const DayUse other = DayUse::Whole(part.read);
    if (use == other || (!merge && Repeats(part, other, *first, use))) continue;
    const NamedDay left = NamedPart(*first);
    const NamedDay right = NamedPart(part);
    if (merge) {
      const auto obstacle = GroupingObstacle(left, right, series);
      if (!obstacle) continue;
      return Refused(
          part, *obstacle + ". Where both tell of the same use, " + ImportTheFiner(left, right));
    }
    return Refused(part, "the files are grouped differently: " + GroupedAgainst(left, right) +
                             "; " + ImportTheFiner(left, right));
  }
  return {};
}

// The parts are one day, told several times.
Result<WindowRead> OneOf(std::vector<Part> parts, const SeriesTable& series) {
  const Part& chosen = parts.front();
  const DayUse use = DayUse::Whole(chosen.read);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const DayUse other = DayUse::Whole(parts[i].read);
    if (Repeats(parts[i], other, chosen, use)) continue;
    if (const auto difference = use.FirstDifference(other, series)) {
      return Contradiction(chosen, parts[i], *difference);
    }
  }
  return std::move(parts.front().read);
}

Status CheckJoin(const Part& before, const Part& part, const SeriesTable& series) {
  const NamedDay left = NamedPart(before);
  const NamedDay right = NamedPart(part);
  if (const auto obstacle = GroupingObstacle(left, right, series)) return Refused(part, *obstacle);
  const std::set<std::string> shared = SharedProjects(before.read, part.read, series);
  if (shared.empty()) return {};
  return Refused(part, left.name + " and " + right.name + " both hold use of project " +
                           *shared.begin() +
                           ", so that it may be one use or two; --merge joins "
                           "exports of single projects, no project in two of them");
}

// The parts are of one day: each of other projects. One that tells the same as one before it counts
// once.
Result<WindowRead> JoinOf(std::vector<Part> parts, const SeriesTable& series) {
  std::vector<DayUse> uses;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    DayUse use = DayUse::Whole(parts[i].read);
    if (std::find(uses.begin(), uses.end(), use) != uses.end()) continue;
    for (const std::size_t before : kept) TRY_VOID(CheckJoin(parts[before], parts[i], series));
    uses.push_back(std::move(use));
    kept.push_back(i);
  }
  WindowRead joined = std::move(parts.front().read);
  std::vector<Origin> origins{joined.origin};
  for (const std::size_t i : kept) {
    if (i == 0) continue;
    joined = Joined(std::move(joined), parts[i].read);
    origins.push_back(parts[i].read.origin);
  }
  joined.origin = JoinedOrigin(std::move(origins));
  return joined;
}

}  // namespace

std::string GroupingText(const Grain& grain) {
  std::string text;
  for (const std::string& name : grain.names()) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "not grouped" : "grouped by " + text;
}

std::optional<std::string> GroupingObstacle(const NamedDay& left, const NamedDay& right,
                                            const SeriesTable& series) {
  const ProjectUse left_use = ProjectUseOf(*left.read, series);
  const ProjectUse right_use = ProjectUseOf(*right.read, series);
  if (left_use.empty() || right_use.empty()) return std::nullopt;
  // A project whose use names no user, say, fills in fewer columns than another: that is no
  // obstacle.
  if (left.read->grain != right.read->grain && (left_use.without || right_use.without)) {
    return GroupedAgainst(left, right) + "; --merge joins exports grouped by project only";
  }
  for (const auto& [use, day] : {std::pair(&left_use, &left), std::pair(&right_use, &right)}) {
    if (!use->without) continue;
    return day->name + " (" + GroupingText(day->read->grain) + ") holds use of " + *use->without +
           ", which names no project, so that it may be one use or two; --merge joins exports "
           "grouped by project only";
  }
  return std::nullopt;
}

std::set<std::string> SharedProjects(const WindowRead& left, const WindowRead& right,
                                     const SeriesTable& series) {
  const std::set<std::string> in_left = ProjectUseOf(left, series).projects;
  const std::set<std::string> in_right = ProjectUseOf(right, series).projects;
  std::set<std::string> shared;
  std::set_intersection(in_left.begin(), in_left.end(), in_right.begin(), in_right.end(),
                        std::inserter(shared, shared.end()));
  return shared;
}

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
  for (auto& [start, parts] : parts_of) {
    std::sort(parts.begin(), parts.end(), TellsMore);
    if (parts.size() > 1) TRY_VOID(CheckGroupings(parts, merge, *series));
    for (const Part& part : parts) all.push_back(&part.read);
  }
  TRY_VOID(CheckSingleGrain(all, *series));

  std::vector<WindowRead> days;
  days.reserve(parts_of.size());
  for (auto& [start, parts] : parts_of) {
    TRY(WindowRead day,
        merge ? JoinOf(std::move(parts), *series) : OneOf(std::move(parts), *series));
    days.push_back(std::move(day));
  }
  return days;
}

}  // namespace cognitrack
