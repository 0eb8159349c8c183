// PullTarget: the source and the streams that a pull writes to, and what they remember of the
// provider: the grain that it accepted, the page size that fitted. Looked up without writing;
// created with the first window that is stored, so that a refused pull leaves nothing behind.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/source_identity.h"
#include "providers/usage_provider.h"
#include "store/ledger_store.h"

namespace cognitrack {

class PullTarget {
 public:
  // Looks the source and its streams of daily windows up. kUsage where the name belongs to another
  // provider.
  static Result<PullTarget> Find(LedgerStore& store, const std::string& source,
                                 std::string_view provider);

  // Creates what is missing of source and stream, and lowers history_start to `history_start`.
  Status Establish(const Surface& surface, std::optional<Day> history_start);

  // Null until it exists.
  const SourceRecord* source() const { return source_ ? &*source_ : nullptr; }
  const StreamRecord* stream(const Surface& surface) const;

  // What to ask the provider about the days from `first` to `last`, inclusive.
  PullQuery QueryFor(const Surface& surface, Day first, Day last, UtcSeconds now) const;

  // Keeps what a read taught about the provider. The stream must exist.
  Status Remember(const Surface& surface, const PullResult& result, const Grain& asked,
                  UtcSeconds now);
  // Keeps that a surface was turned away. The stream must exist.
  Status RememberState(const Surface& surface, SurfaceState state);

  // See MatchSource.
  Result<SourceMatch> Match(const std::set<std::string>& project_ids) const;
  bool projects_known() const { return KnowsProjects(provider_, sources_); }

 private:
  // The full grain, or what the provider accepted instead while it is not yet time to try again.
  Grain GrainToAsk(const Surface& surface, UtcSeconds now) const;
  Status Update(StreamRecord stream);
  explicit PullTarget(LedgerStore& store) : store_(&store) {}

  LedgerStore* store_;
  std::string name_;
  std::string provider_;
  std::vector<SourceRecord> sources_;
  std::optional<SourceRecord> source_;
  std::map<std::string, StreamRecord, std::less<>> streams_;  // By surface.
};

// The full grain is asked for again this long after it was last refused.
inline constexpr UtcSeconds kFullGrainRetriedAfter = 7 * kSecondsPerDay;

}  // namespace cognitrack
