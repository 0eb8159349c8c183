#include "ingest/source_proof.h"

#include <algorithm>
#include <utility>

namespace cognitrack {

Status SourceProof::Look(const QueryAnswer& answer, ProjectIds* projects, RunCounters* counters) {
  const auto match = target_.Match(answer.project_ids);
  if (!match) {
    refusal_ = match.error();
    return {};
  }
  // Bytes with use in them that are those of a held window come from the same organisation.
  for (const UtcSeconds start : answer.result.unchanged) {
    const WindowRecord* held = answer.FindHeld(start);
    if (held != nullptr && held->row_count > 0) proven_ = true;
  }
  if (proven_) return {};
  switch (*match) {
    case SourceMatch::kSame:
      proven_ = true;
      return {};
    case SourceMatch::kUnknown: {
      const bool tells_nothing =
          std::all_of(answer.result.windows.begin(), answer.result.windows.end(),
                      [](const WindowRead& read) { return read.rows.empty(); });
      proven_ = !tells_nothing;
      return {};
    }
    case SourceMatch::kDisjoint:
      break;
  }
  if (source_given_) {
    proven_ = true;
    return {};
  }
  TRY(proven_, SeesWhatIsHeld(answer, projects, counters));
  if (!proven_) {
    refusal_ = Error{ErrorCode::kUsage,
                     "this key reads project " + *answer.project_ids.begin() +
                         ", and none of the projects of source " + target_.source()->name +
                         ": it belongs to another organisation. Give that one a name of its own "
                         "with --source, or confirm with --source " +
                         target_.source()->name + " that it is the same"};
  }
  return {};
}

// Organisations replace their projects over the years, so that disjoint ids of different months
// prove nothing. One day that is held is read again: does the key see the projects of that day?
Result<bool> SourceProof::SeesWhatIsHeld(const QueryAnswer& answer, ProjectIds* projects,
                                         RunCounters* counters) {
  for (const Surface& surface : Surfaces()) {
    const StreamRecord* stream = target_.stream(surface);
    if (stream == nullptr) continue;
    TRY(const std::vector<WindowRecord> records,
        environment_.store.Windows(stream->id, kFirstDay.start(), kLastDay.end()));
    const auto newest =
        std::find_if(records.rbegin(), records.rend(), [](const WindowRecord& record) {
          return record.has_content() && !record.pruned && !record.totals.IsZero();
        });
    if (newest == records.rend()) continue;
    const Day day = DayOf(newest->start);
    QueryAnswer proof;
    proof.query = answer.query;
    proof.series = answer.series;
    QueryReading reading(std::move(proof),
                         target_.QueryFor(surface, day, day, environment_.clock.Now()),
                         environment_.provider, projects, environment_.spawner);
    const auto result = reading.Finish();
    counters->Add(reading.answer().cost);
    if (!result) return false;
    if (IsTurnedAway(result->surface_state)) continue;
    counters->rows_read += result->rows;
    const auto match = target_.Match(reading.answer().project_ids);
    return match && *match == SourceMatch::kSame;
  }
  return false;
}

}  // namespace cognitrack
