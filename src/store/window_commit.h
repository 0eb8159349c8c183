// WindowCommit: takes one read of a window, asks the rules what it means (usage/window_decision.h),
// and carries that out in one transaction: rows, history, roll-ups, archive, record and attempt. Or
// mends a window whose content the read gives once more (window_mend.cpp).
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "store/archive.h"
#include "store/content_work.h"
#include "store/fact_rows.h"
#include "store/ledger_store.h"
#include "store/roll_ups.h"
#include "store/series_dictionary.h"
#include "store/source_records.h"
#include "store/window_records.h"

namespace cognitrack {

// The nouns that a commit touches.
struct CommitParts {
  SqlConnection& connection;
  SourceRecords& sources;
  StreamRecords& streams;
  SeriesDictionary& dictionary;
  WindowRecords& windows;
  Facts& facts;
  RollUps& roll_ups;
  Archive& archive;
  Clock& clock;
};

class WindowCommit {
 public:
  WindowCommit(CommitParts parts, const StreamRecord& stream, const WindowRead& read,
               const SeriesTable& series, std::int64_t run_id)
      : parts_(parts), stream_(stream), read_(read), series_(series), run_id_(run_id) {}

  Result<CommitOutcome> Carry();
  // See LedgerStore::MendWindow.
  Result<MendOutcome> Mend(bool dry_run);

 private:
  // The content as it is stored, rows and unknown metrics by series id; and the work on it, which
  // may not be done yet.
  struct Content {
    std::vector<NewRow> rows;
    std::vector<StoredUnknown> unknown;
    std::optional<ContentWork> work;
  };

  Result<SqlTransaction> BeginFor(const WindowRecord& held, WindowAction action);
  Result<WindowDecision> DecideOn(const WindowRecord& held);
  Result<bool> EqualsCoarsened(const WindowRecord& held);
  // Fills in the content, with its work to be done. It stays where it is from then on.
  Status Prepare(Content* content);
  // Of the rows that are held; zeros where they cannot be read.
  Result<Hash256> HeldHash(const Grain& grain, MetricSet reported);
  // Writes what differs from the content; gives whether anything did.
  Result<bool> Rewrite(StoredWindow held, Content* content, std::int64_t* rows_written);
  Status CheckBytes() const;
  Error ChangedMeanwhile() const;
  Status CheckUnchanged(const WindowRecord& before, const WindowRecord& now) const;
  Result<CommitOutcome> Replace(const StoredWindow& held, Content* content,
                                WindowDecision decision);
  Status Confirm(StoredWindow held, const WindowDecision& decision);

  CommitParts parts_;
  const StreamRecord& stream_;
  const WindowRead& read_;
  const SeriesTable& series_;
  std::int64_t run_id_;
  std::optional<Hash256> content_hash_;  // Of the read, where it was needed for the decision.
};

}  // namespace cognitrack
