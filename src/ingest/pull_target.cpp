#include "ingest/pull_target.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace cognitrack {
namespace {

StreamKey KeyOf(const Surface& surface) {
  StreamKey key;
  key.surface = surface.name;
  return key;
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
    const Surface* surface = FindSurface(stream.key.surface);
    if (surface != nullptr && stream.key == KeyOf(*surface)) {
      target.streams_.emplace(stream.key.surface, stream);
    }
  }
  return target;
}

const StreamRecord* PullTarget::stream(const Surface& surface) const {
  const auto found = streams_.find(surface.name);
  return found == streams_.end() ? nullptr : &found->second;
}

Status PullTarget::Establish(const Surface& surface, std::optional<Day> history_start) {
  if (!source_) {
    TRY(source_, store_->EnsureSource(name_, provider_));
  }
  if (stream(surface) == nullptr) {
    TRY(StreamRecord made, store_->EnsureStream(source_->id, KeyOf(surface)));
    streams_.emplace(surface.name, std::move(made));
  }
  if (!history_start) return {};
  StreamRecord lowered = *stream(surface);
  if (lowered.history_start && *lowered.history_start <= *history_start) return {};
  lowered.history_start = history_start;
  return Update(std::move(lowered));
}

PullQuery PullTarget::QueryFor(const Surface& surface, Day first, Day last, UtcSeconds now) const {
  PullQuery query;
  query.stream = KeyOf(surface);
  query.start = first;
  query.end = last + 1;
  query.now = now;
  query.grain = GrainToAsk(surface, now);
  if (const StreamRecord* known = stream(surface)) query.buckets_per_page = known->buckets_per_page;
  return query;
}

Grain PullTarget::GrainToAsk(const Surface& surface, UtcSeconds now) const {
  const StreamRecord* known = stream(surface);
  const bool try_full = known == nullptr || !known->fallen_back_grain ||
                        now - known->full_grain_tried_at >= kFullGrainRetriedAfter;
  return try_full ? Grain(surface.dimensions) : *known->fallen_back_grain;
}

Status PullTarget::Remember(const Surface& surface, const PullResult& result, const Grain& asked,
                            UtcSeconds now) {
  const StreamRecord* before = stream(surface);
  CHECK(before != nullptr, "a read is remembered by a stream that exists");
  // A query of which nothing was accepted teaches nothing.
  if (result.windows.empty() && result.unchanged.empty()) return {};
  const Grain full(surface.dimensions);
  StreamRecord learned = *before;
  learned.surface_state = SurfaceState::kOk;
  learned.buckets_per_page = result.buckets_per_page;
  learned.fallen_back_grain =
      result.grain == full ? std::nullopt : std::optional<Grain>(result.grain);
  if (asked == full && learned.fallen_back_grain) learned.full_grain_tried_at = now;
  const bool changed = learned.surface_state != before->surface_state ||
                       learned.buckets_per_page != before->buckets_per_page ||
                       learned.fallen_back_grain != before->fallen_back_grain ||
                       learned.full_grain_tried_at != before->full_grain_tried_at;
  return changed ? Update(std::move(learned)) : Status();
}

Status PullTarget::RememberState(const Surface& surface, SurfaceState state) {
  const StreamRecord* before = stream(surface);
  CHECK(before != nullptr, "a state is remembered by a stream that exists");
  if (before->surface_state == state) return {};
  StreamRecord learned = *before;
  learned.surface_state = state;
  return Update(std::move(learned));
}

Status PullTarget::Update(StreamRecord stream) {
  TRY_VOID(store_->UpdateStream(stream));
  StreamRecord& kept = streams_.at(stream.key.surface);
  kept = std::move(stream);
  return {};
}

Result<SourceMatch> PullTarget::Match(const std::set<std::string>& project_ids) const {
  return MatchSource(name_, provider_, project_ids, sources_);
}

}  // namespace cognitrack
