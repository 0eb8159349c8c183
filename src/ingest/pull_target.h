// PullTarget: the source and stream that a pull writes to, and what they remember of the provider:
// the grain that it accepted, the page size that fitted. Looked up without writing; created with
// the first window that is stored, so that a refused pull leaves nothing behind.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ingest/source_identity.h"
#include "providers/usage_provider.h"
#include "store/ledger_store.h"

namespace cognitrack {

class PullTarget {
 public:
  // Looks the source and its stream of daily completions up. kUsage where the name belongs to
  // another provider.
  static Result<PullTarget> Find(LedgerStore& store, const std::string& source,
                                 std::string_view provider);

  // Creates what is missing of source and stream, and lowers history_start to `history_start`.
  Status Establish(std::optional<Day> history_start);

  // Null until it exists.
  const SourceRecord* source() const { return source_ ? &*source_ : nullptr; }
  const StreamRecord* stream() const { return stream_ ? &*stream_ : nullptr; }

  // What to ask the provider about the days from `first` to `last`, inclusive.
  PullQuery QueryFor(Day first, Day last, UtcSeconds now) const;

  // Keeps what a read taught about the provider. The stream must exist.
  Status Remember(const PullResult& result, const Grain& asked, UtcSeconds now);

  // See MatchSource.
  Result<SourceMatch> Match(const std::set<std::string>& project_ids) const;
  bool projects_known() const { return KnowsProjects(provider_, sources_); }

 private:
  // The full grain, or what the provider accepted instead while it is not yet time to try again.
  Grain GrainToAsk(UtcSeconds now) const;
  explicit PullTarget(LedgerStore& store) : store_(&store) {}

  LedgerStore* store_;
  std::string name_;
  std::string provider_;
  StreamKey key_;
  std::vector<SourceRecord> sources_;
  std::optional<SourceRecord> source_;
  std::optional<StreamRecord> stream_;
};

// The full grain is asked for again this long after it was last refused.
inline constexpr UtcSeconds kFullGrainRetriedAfter = 7 * kSecondsPerDay;

}  // namespace cognitrack
