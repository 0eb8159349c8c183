// ReadingComparison: what two readings make of the same archived bytes, window by window. A leaf:
// no I/O, no current time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "usage/window.h"

namespace cognitrack {

// In the order of how much it matters; the last three were not compared.
enum class WindowFinding {
  kEqual,
  kDiffers,
  kParked,      // One reading refuses the bytes that the other one reads.
  kUnreadable,  // Neither can read them, or they are damaged.
  kNotKept,     // No bytes are kept.
  kFromExport,  // It came from a file.
  kPruned,      // Its rows and bytes went on purpose.
};
// "equal", "differs", "parked", "unreadable", "not_kept", "from_export", "pruned".
std::string_view NameOf(WindowFinding finding);
constexpr bool IsDifference(WindowFinding finding) {
  return finding == WindowFinding::kDiffers || finding == WindowFinding::kParked ||
         finding == WindowFinding::kUnreadable;
}

// What one reading made of a window.
struct WindowSide {
  std::string parked;  // Why it refuses the bytes; empty: it read them.
  std::int64_t rows = 0;
  // Of money the amount alone. Nothing where it was not read, or there is no sum: it does not fit,
  // or is of several currencies.
  std::optional<MetricValues> totals;
};

// A window that is not equal.
struct WindowDifference {
  std::string source;
  std::string surface;
  Day day;
  WindowFinding finding = WindowFinding::kDiffers;
  WindowSide in_force;
  WindowSide candidate;
  // Rows by their series; where all three are 0, `also` says what differs.
  std::int64_t rows_only_in_force = 0;
  std::int64_t rows_only_candidate = 0;
  std::int64_t rows_changed = 0;
  // Of "dimensions", "reported_metrics", "unknown_metrics".
  std::vector<std::string> also;
};

// One window read by both into one table of series; null: that side refused it, for the reason that
// its WindowSide tells. Fills all but source and day. Both null is kUnreadable.
WindowDifference CompareReads(const StreamKey& stream, const WindowRead* in_force,
                              const WindowRead* candidate, const SeriesTable& series);

struct ReadingComparison {
  int in_force = 0;  // Numbers of readings.
  int candidate = 0;
  std::optional<std::string> source;  // Nothing: all of them.
  std::optional<Day> from;            // As asked; nothing: all days.
  std::optional<Day> to;
  std::map<WindowFinding, std::int64_t> windows;
  std::vector<WindowDifference> found;  // By source, surface and day.

  void Add(WindowDifference window);
  std::int64_t Count(WindowFinding finding) const;
  std::int64_t compared() const;
  std::int64_t differing() const { return static_cast<std::int64_t>(found.size()); }
};

}  // namespace cognitrack
