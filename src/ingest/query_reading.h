// QueryReading: one query of a pull on its way to the provider and back, read beside what the pull
// does meanwhile (storing the answer before it). It touches the provider and adds to the table of
// series, and neither the store nor the run.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/spawner.h"
#include "ingest/pull_order.h"
#include "ingest/source_identity.h"
#include "providers/usage_provider.h"
#include "store/ledger_store.h"

namespace cognitrack {

// The answer to a query, before anything of it is stored.
struct QueryAnswer {
  OrderedQuery query;
  Grain asked;
  UtcSeconds now = 0;                   // When it was asked.
  std::vector<WindowRecord> held;       // Of the query's days, by start.
  std::shared_ptr<SeriesTable> series;  // Of the rows in `result`; other answers share it.
  PullResult result;
  std::set<std::string> project_ids;  // Of the rows in `result`.
  RunCounters cost;                   // Requests, waits and retries that it took.
  bool ends_chunk = true;             // No rest of its chunk is left to be asked for.

  // Null where nothing is known of the window that starts there.
  const WindowRecord* FindHeld(UtcSeconds start) const;
};

class QueryReading {
 public:
  // Begins to read. `answer` holds what is asked and what is held; `question` the same for the
  // provider. Neither the provider nor `projects` may be used otherwise until Finish or Abandon has
  // returned.
  QueryReading(QueryAnswer answer, PullQuery question, UsageProvider& provider,
               ProjectIds* projects, Spawner& spawner);
  QueryReading(const QueryReading&) = delete;
  QueryReading& operator=(const QueryReading&) = delete;

  // Whether Finish() would return at once.
  bool IsDone() const { return task_->IsDone(); }
  // Waits for the provider, at most so long; whether Finish() is to be called now.
  bool WaitFor(std::chrono::milliseconds most) { return task_->WaitFor(most); }
  // Waits for the provider, once: its result, which the answer does not have yet.
  Result<PullResult> Finish();
  // A read that runs ends after the page that is under way; Finish tells of it as ever.
  void EndSoon() { abandoned_ = true; }
  // Ends it without a result: a read that runs ends after the page that is under way, one that did
  // not begin never does.
  void Abandon();
  // With what the reading cost, once it has ended either way.
  QueryAnswer& answer() { return answer_; }

 private:
  void CountCost();
  KnownContent KnownOf(UtcSeconds start, const Grain& grain) const;

  QueryAnswer answer_;
  PullQuery question_;
  UsageProvider& provider_;
  FetchCounters before_;
  std::atomic<bool> abandoned_{false};
  std::optional<Result<PullResult>> result_;
  std::unique_ptr<Task> task_;  // Last: its end comes before that of what it touches.
};

}  // namespace cognitrack
