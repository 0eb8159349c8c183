// ExportUnion: the days of all files of one import as one window each. One day held differently in
// two files is refused; held equally it counts once. With `merge`, exports of single projects are
// joined: each row must name its project, and no project stand in two of them. Anything else
// may be the same use twice, which no later check could tell from use (DESIGN §3.7).
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ingest/export_days.h"

namespace cognitrack {

// Takes the windows out of `files`; by start. kBadInput, naming day, files and numbers, where two
// files contradict each other, or where a month is held at several grains.
Result<std::vector<WindowRead>> UnionOf(std::vector<ExportDays>* files, bool merge,
                                        SeriesTable* series);

// A window and where it stands, for messages: "oct.csv", "the ledger".
struct NamedDay {
  std::string name;
  const WindowRead* read = nullptr;
};

// "grouped by model, project_id", or "not grouped".
std::string GroupingText(const Grain& grain);

// Why two windows of one day must not be joined, whatever their projects: one has use that names no
// project. Nothing where one of them holds no use.
std::optional<std::string> GroupingObstacle(const NamedDay& left, const NamedDay& right,
                                            const SeriesTable& series);

// The projects that have use in both.
std::set<std::string> SharedProjects(const WindowRead& left, const WindowRead& right,
                                     const SeriesTable& series);

// The rows of two parts of one day in one window. A series that stands in both keeps its row of
// `left`, unless that is all zero. The origin stays that of `left`.
WindowRead Joined(WindowRead left, const WindowRead& right);

// The origin of a window that was joined from several: the SHA-256 of their sorted hashes, a line
// each; that of one file where there is only one.
Origin JoinedOrigin(std::vector<Origin> origins);

// kBadInput where the months that `days` belong to hold copies of the same use at several grains.
Status CheckSingleGrain(const std::vector<const WindowRead*>& days, const SeriesTable& series);

}  // namespace cognitrack
