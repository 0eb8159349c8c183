#include "ingest/compare_scope.h"

#include <algorithm>

#include "ingest/source_identity.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

constexpr std::string_view kDaily = "1d";

bool IsIn(const CompareScope& scope, const WindowRecord& window) {
  const Day day = DayOf(window.start);
  return window.has_content() && window.revision > scope.after_revision &&
         (!scope.from || day >= *scope.from) && (!scope.to || day <= *scope.to);
}

}  // namespace

Result<std::vector<SourceToCompare>> HeldIn(const CompareScope& scope, LedgerStore& store) {
  TRY(std::vector<SourceRecord> sources, store.Sources());
  if (scope.source) {
    const SourceRecord* one = FindSource(*scope.source, sources);
    if (one == nullptr) {
      return Error{ErrorCode::kConfig,
                   "the ledger holds no source '" + *scope.source + "'" +
                       (sources.empty() ? std::string() : " (it holds: " + NamesOf(sources) + ")") +
                       "; nothing was compared"};
    }
    sources = {*one};
  }
  std::vector<SourceToCompare> held;
  for (SourceRecord& source : sources) {
    TRY(std::vector<HeldStream> streams, store.HeldStreams(source.id));
    for (HeldStream& stream : streams) {
      std::erase_if(stream.windows,
                    [&scope](const WindowRecord& window) { return !IsIn(scope, window); });
    }
    held.push_back({std::move(source), std::move(streams)});
  }
  return held;
}

bool HasAnswer(const WindowRecord& window) { return window.origin.from_api && !window.pruned; }

bool CanBePriced(const StreamKey& stream, const WindowRecord& window) {
  // What counts tokens has roll-ups, by all that is priced.
  const bool is_gone = window.pruned && window.row_count > 0 && !CountsTokens(stream.surface);
  return stream.width == kDaily && !HoldsMoney(stream.surface) && !is_gone;
}

Result<std::vector<HeldContent>> ComparableContent(VersionKind kind, LedgerStore& store) {
  TRY(const std::vector<SourceToCompare> held, HeldIn({}, store));
  std::vector<HeldContent> contents;
  for (const SourceToCompare& source : held) {
    for (const HeldStream& stream : source.streams) {
      for (const WindowRecord& window : stream.windows) {
        const bool is_comparable = kind == VersionKind::kIngest
                                       ? HasAnswer(window)
                                       : CanBePriced(stream.stream.key, window);
        if (!is_comparable) continue;
        contents.push_back(
            {source.source.name, stream.stream.key.surface, DayOf(window.start), window.revision});
      }
    }
  }
  return contents;
}

CompareProgress::CompareProgress(const CompareEnvironment& environment,
                                 const std::vector<SourceToCompare>& held)
    : environment_(environment), began_(environment.clock.Elapsed()) {
  report_.what = "compare";
  for (const SourceToCompare& source : held) {
    for (const HeldStream& stream : source.streams) {
      report_.windows_total += static_cast<std::int64_t>(stream.windows.size());
    }
  }
}

Status CompareProgress::Next() {
  if (environment_.stop_requested()) {
    return Error{ErrorCode::kTryLater,
                 "the comparison was interrupted; nothing of it was recorded"};
  }
  TRY_VOID(environment_.store.KeepLeases());
  ++report_.windows_done;
  report_.elapsed_ms = (environment_.clock.Elapsed() - began_).count();
  environment_.progress.Report(report_);
  return {};
}

}  // namespace cognitrack
