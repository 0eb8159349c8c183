#include "ingest/reading_compare.h"

namespace cognitrack {
namespace {

// Whether an error is about this window alone, so that the others can go on.
bool IsAboutTheWindow(const Error& error) {
  return error.code == ErrorCode::kDisk || error.code == ErrorCode::kProviderContract ||
         error.code == ErrorCode::kBadInput;
}

// One side's read of a window's bytes.
struct SideRead {
  WindowRead read;
  std::string refused;  // Why; empty: it was read.

  const WindowRead* get() const { return refused.empty() ? &read : nullptr; }
};

Result<SideRead> ReadBy(ReadingSide side, const StreamKey& stream, const WindowRecord& window,
                        const std::string& bytes, SeriesTable* series) {
  SideRead done;
  done.read.start = window.start;
  done.read.end = window.end;
  done.read.clipped = window.clipped;
  done.read.grain = window.grain;
  done.read.read_at = window.read_at;
  const Status read = side.reader.Read(stream, bytes, series, &done.read);
  if (read) return done;
  if (!IsAboutTheWindow(read.error())) return read.error();
  done.refused = read.error().message;
  return done;
}

class ReadingCompare {
 public:
  ReadingCompare(ReadingSide in_force, ReadingSide candidate, LedgerStore& store)
      : in_force_(in_force), candidate_(candidate), store_(store) {}

  Result<WindowDifference> Compare(const StreamKey& stream, const WindowRecord& window) {
    WindowDifference found;
    found.surface = stream.surface;
    found.finding = window.pruned             ? WindowFinding::kPruned
                    : !window.origin.from_api ? WindowFinding::kFromExport
                                              : WindowFinding::kNotKept;
    if (!HasAnswer(window)) return found;
    const Result<std::string> bytes = store_.ReadArchive(window.source_hash);
    if (bytes) return CompareBytes(stream, window, *bytes);
    if (bytes.error().code == ErrorCode::kConfig) return found;
    if (!IsAboutTheWindow(bytes.error())) return bytes.error();
    found.finding = WindowFinding::kUnreadable;
    found.in_force.parked = found.candidate.parked = bytes.error().message;
    return found;
  }

 private:
  Result<WindowDifference> CompareBytes(const StreamKey& stream, const WindowRecord& window,
                                        const std::string& bytes) {
    SeriesTable series;
    TRY(const SideRead in_force, ReadBy(in_force_, stream, window, bytes, &series));
    TRY(const SideRead candidate, ReadBy(candidate_, stream, window, bytes, &series));
    WindowDifference found = CompareReads(stream, in_force.get(), candidate.get(), series);
    found.in_force.parked = in_force.refused;
    found.candidate.parked = candidate.refused;
    return found;
  }

  ReadingSide in_force_;
  ReadingSide candidate_;
  LedgerStore& store_;
};

}  // namespace

Result<ReadingComparison> CompareReadings(const CompareScope& scope, ReadingSide in_force,
                                          ReadingSide candidate,
                                          const CompareEnvironment& environment) {
  TRY(const std::vector<SourceToCompare> held, HeldIn(scope, environment.store));
  ReadingComparison comparison;
  comparison.in_force = in_force.number;
  comparison.candidate = candidate.number;
  comparison.source = scope.source;
  comparison.from = scope.from;
  comparison.to = scope.to;
  CompareProgress progress(environment, held);
  ReadingCompare compare(in_force, candidate, environment.store);
  for (const SourceToCompare& source : held) {
    for (const HeldStream& stream : source.streams) {
      for (const WindowRecord& window : stream.windows) {
        TRY_VOID(progress.Next());
        TRY(WindowDifference found, compare.Compare(stream.stream.key, window));
        found.source = source.source.name;
        found.day = DayOf(window.start);
        comparison.Add(std::move(found));
      }
    }
  }
  return comparison;
}

}  // namespace cognitrack
