#include "cli/run_surfaces.h"

#include <algorithm>

#include "usage/issue_codes.h"

namespace cognitrack {
namespace {

SurfaceState StateIn(const RunRecord& run, const std::string& surface) {
  for (const RunIssue& issue : run.issues) {
    if (issue.where != surface) continue;
    if (issue.code == issue::kSurfaceRefused) return SurfaceState::kRefused;
    if (issue.code == issue::kSurfaceUnknown) return SurfaceState::kNotOffered;
  }
  const bool answered =
      std::any_of(run.chunks.begin(), run.chunks.end(), [&surface](const RunChunk& chunk) {
        const RunCounters& counters = chunk.counters;
        return chunk.surface == surface &&
               (chunk.done || counters.rows_read > 0 ||
                counters.windows_changed + counters.windows_unchanged > 0);
      });
  return answered ? SurfaceState::kOk : SurfaceState::kNotAsked;
}

}  // namespace

std::vector<SurfaceOfRun> SurfacesOfRun(const RunRecord& run) {
  std::vector<SurfaceOfRun> surfaces;
  for (const Surface& surface : Surfaces()) {
    SurfaceOfRun found{std::string(surface.name), SurfaceState::kNotAsked, {}};
    bool is_there = false;
    for (const RunChunk& chunk : run.chunks) {
      if (chunk.surface != surface.name) continue;
      is_there = true;
      found.counters.Add(chunk.counters);
    }
    if (!is_there) continue;
    found.state = StateIn(run, found.name);
    surfaces.push_back(std::move(found));
  }
  return surfaces;
}

std::vector<RunChunk> ChunksByDays(const RunRecord& run) {
  std::vector<RunChunk> joined;
  for (const RunChunk& chunk : run.chunks) {
    const bool counts = !IsTurnedAway(StateIn(run, chunk.surface));
    const auto same = std::find_if(joined.begin(), joined.end(), [&chunk](const RunChunk& other) {
      return other.number == chunk.number;
    });
    if (same == joined.end()) {
      joined.push_back(chunk);
      joined.back().done = chunk.done || !counts;
      continue;
    }
    same->start = std::min(same->start, chunk.start);
    same->end = std::max(same->end, chunk.end);
    same->done = same->done && (chunk.done || !counts);
    same->counters.Add(chunk.counters);
  }
  return joined;
}

std::string SurfaceOfPlace(const std::string& place, std::string* rest) {
  const std::size_t blank = place.find(' ');
  const std::string first = place.substr(0, blank);
  if (blank == std::string::npos || FindSurface(first) == nullptr) {
    *rest = place;
    return std::string(kCompletions);
  }
  *rest = place.substr(blank + 1);
  return first;
}

}  // namespace cognitrack
