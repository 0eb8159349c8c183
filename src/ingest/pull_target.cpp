#include "ingest/pull_target.h"

#include <algorithm>

#include "base/check.h"

namespace cognitrack {
namespace {

// The grain to remember after a read: nothing while the full one is accepted.
std::optional<Grain> FallenBackGrain(const PullResult& result) {
  if (result.grain == Grain::Full()) return std::nullopt;
  return result.grain;
}

}  // namespace

Result<PullTarget> PullTarget::Find(LedgerStore& store, const std::string& source,
                                    std::string_view provider) {
  PullTarget target(store);
  target.name_ = source;
  target.provider_ = provider;
  TRY(target.sources_, store.Sources());
  TRY_VOID(MatchSource(source, provider, {}, target.sources_));
  const SourceRecord* found = FindSource(source, target.sources_);
  if (found == nullptr) return target;
  target.source_ = *found;
  TRY(const std::vector<StreamRecord> streams, store.Streams(found->id));
  for (const StreamRecord& stream : streams) {
    if (stream.key == target.key_) target.stream_ = stream;
  }
  return target;
}

Status PullTarget::Establish(std::optional<Day> history_start) {
  if (!source_) {
    TRY(source_, store_->EnsureSource(name_, provider_));
  }
  if (!stream_) {
    TRY(stream_, store_->EnsureStream(source_->id, key_));
  }
  if (!history_start) return {};
  if (stream_->history_start && *stream_->history_start <= *history_start) return {};
  StreamRecord lowered = *stream_;
  lowered.history_start = history_start;
  TRY_VOID(store_->UpdateStream(lowered));
  stream_ = lowered;
  return {};
}

PullQuery PullTarget::QueryFor(Day first, Day last, UtcSeconds now) const {
  PullQuery query;
  query.stream = key_;
  query.start = first;
  query.end = last + 1;
  query.now = now;
  query.grain = GrainToAsk(now);
  query.buckets_per_page = stream_ ? stream_->buckets_per_page : 0;
  return query;
}

Grain PullTarget::GrainToAsk(UtcSeconds now) const {
  if (!stream_ || !stream_->fallen_back_grain) return Grain::Full();
  if (now - stream_->full_grain_tried_at >= kFullGrainRetriedAfter) return Grain::Full();
  return *stream_->fallen_back_grain;
}

Status PullTarget::Remember(const PullResult& result, const Grain& asked, UtcSeconds now) {
  CHECK(stream_.has_value(), "a read is remembered by a stream that exists");
  // A query of which nothing was accepted teaches nothing.
  if (result.windows.empty() && result.unchanged.empty()) return {};
  StreamRecord learned = *stream_;
  learned.surface_state = SurfaceState::kOk;
  learned.buckets_per_page = result.buckets_per_page;
  learned.fallen_back_grain = FallenBackGrain(result);
  if (asked == Grain::Full() && learned.fallen_back_grain) learned.full_grain_tried_at = now;
  const bool changed = learned.surface_state != stream_->surface_state ||
                       learned.buckets_per_page != stream_->buckets_per_page ||
                       learned.fallen_back_grain != stream_->fallen_back_grain ||
                       learned.full_grain_tried_at != stream_->full_grain_tried_at;
  if (!changed) return {};
  TRY_VOID(store_->UpdateStream(learned));
  stream_ = learned;
  return {};
}

Result<SourceMatch> PullTarget::Match(const std::set<std::string>& project_ids) const {
  return MatchSource(name_, provider_, project_ids, sources_);
}

}  // namespace cognitrack
