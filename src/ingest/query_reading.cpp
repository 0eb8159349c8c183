#include "ingest/query_reading.h"

#include <algorithm>
#include <utility>

#include "ingest/source_identity.h"

namespace cognitrack {

const WindowRecord* QueryAnswer::FindHeld(UtcSeconds start) const {
  const auto found =
      std::lower_bound(held.begin(), held.end(), start,
                       [](const WindowRecord& record, UtcSeconds at) { return record.start < at; });
  return found == held.end() || found->start != start ? nullptr : &*found;
}

QueryReading::QueryReading(QueryAnswer answer, PullQuery question, UsageProvider& provider,
                           ProjectIds* projects, Spawner& spawner)
    : answer_(std::move(answer)),
      question_(std::move(question)),
      provider_(provider),
      before_(provider.counters()) {
  question_.abandoned = [this] { return abandoned_.load(); };
  task_ = spawner.Spawn([this, projects] {
    result_ = provider_.Read(
        question_, [this](UtcSeconds start, const Grain& grain) { return KnownOf(start, grain); },
        answer_.series.get());
    if (*result_) projects->AddTo(&answer_.project_ids, (*result_)->windows, *answer_.series);
  });
}

Result<PullResult> QueryReading::Finish() {
  task_->Wait();
  CountCost();
  return std::move(*result_);
}

void QueryReading::Abandon() {
  abandoned_ = true;
  task_.reset();
  CountCost();
}

void QueryReading::CountCost() {
  const FetchCounters& after = provider_.counters();
  answer_.cost.requests = after.requests - before_.requests;
  answer_.cost.waits_ms = after.waits_ms - before_.waits_ms;
  answer_.cost.throttled = after.throttled - before_.throttled;
  answer_.cost.retries = after.retries - before_.retries;
}

// What is held, where equal bytes mean equal content.
KnownContent QueryReading::KnownOf(UtcSeconds start, const Grain& grain) const {
  const WindowRecord* record = answer_.FindHeld(start);
  if (record == nullptr || !record->has_content() || record->pruned) return {};
  if (!record->origin.from_api || record->grain != grain) return {};
  return {record->source_hash, record->content_hash};
}

}  // namespace cognitrack
