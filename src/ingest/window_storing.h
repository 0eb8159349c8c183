// WindowStoring: puts the days of one query into the ledger, one transaction each, and tells the
// run what became of them.
#pragma once

#include <map>
#include <string>

#include "ingest/query_days.h"
#include "ingest/run_journal.h"
#include "store/ledger_store.h"

namespace cognitrack {

// What went wrong in a run, for its exit code and message.
struct Unstored {
  std::map<ErrorCode, std::string> first_of;  // "2026-03-05: why", for each kind of failure.
  std::int64_t days = 0;

  void Add(const std::string& where, const Error& error, std::int64_t day_count);
  // The failure that the run ends with. There must be one.
  Error Worst() const;
};

class WindowStoring {
 public:
  WindowStoring(LedgerStore& store, const StreamRecord& stream, RunJournal& journal,
                Unstored& unstored)
      : store_(store), stream_(stream), journal_(journal), unstored_(unstored) {}

  // `held` is what the ledger held of the day before the query, or null. An Error is the
  // database's.
  Status Store(const QueryDay& day, const WindowRecord* held, const SeriesTable& series,
               UtcSeconds now, RunCounters* counters);

 private:
  Status StoreRead(const QueryDay& day, const SeriesTable& series, UtcSeconds now,
                   RunCounters* counters);
  Status Park(Day day, const Error& error, UtcSeconds now, RunCounters* counters);
  void Note(Day day, WindowOutcome outcome, std::int64_t rows_written = 0);
  std::string PlaceOf(Day day) const;

  LedgerStore& store_;
  const StreamRecord& stream_;
  RunJournal& journal_;
  Unstored& unstored_;
};

}  // namespace cognitrack
