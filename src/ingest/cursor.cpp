#include "ingest/cursor.h"

#include <algorithm>

namespace cognitrack {
namespace {

void Count(const WindowRecord& record, std::string_view surface, UtcSeconds now, Cursor* cursor) {
  if (record.attempt.outcome == AttemptOutcome::kParked) ++cursor->parked;
  if (!record.has_content()) return;
  ++cursor->held;
  if (record.pruned) {
    ++cursor->pruned;
  } else if (StateOf(record, surface, now) != WindowState::kSettled) {
    ++cursor->unsettled;
  }
  if (record.attempt.outcome == AttemptOutcome::kReset) ++cursor->reset;
}

}  // namespace

std::optional<UtcSeconds> Cursor::LagAt(UtcSeconds now) const {
  if (!next) return std::nullopt;
  return std::max<UtcSeconds>(0, now - next->start());
}

bool IsDaily(const StreamRecord& stream) {
  return stream.key.width == StreamKey().width && stream.key.pass.empty() &&
         FindSurface(stream.key.surface) != nullptr;
}

Cursor CursorOf(const HeldStream& held, UtcSeconds now) {
  const StreamRecord& stream = held.stream;
  Cursor cursor;
  const std::string path = HoldsMoney(stream.key.surface) ? "" : "usage/";
  cursor.name = path + stream.key.surface + ":key_" + std::to_string(stream.source_id);
  cursor.surface = stream.key.surface;
  cursor.state = stream.surface_state;
  cursor.history_start = stream.history_start;
  std::optional<Day> first;
  std::optional<Day> next = stream.history_start;
  for (const WindowRecord& record : held.windows) {
    Count(record, stream.key.surface, now, &cursor);
    if (!record.has_content()) continue;
    const Day day = DayOf(record.start);
    if (!first) first = day;
    if (!next) next = day;
    if (day == *next && record.attempt.outcome != AttemptOutcome::kReset) next = day + 1;
    cursor.last = day;
  }
  if (!first) return cursor;
  cursor.next = next;
  if (IsTurnedAway(stream.surface_state)) return cursor;
  const Day from = stream.history_start ? std::min(*stream.history_start, *first) : *first;
  cursor.gaps = (*cursor.last - from + 1) - cursor.held;
  return cursor;
}

Result<std::vector<Cursor>> CursorsOf(LedgerStore& store, std::int64_t source_id, UtcSeconds now) {
  TRY(std::vector<HeldStream> streams, store.HeldStreams(source_id));
  std::erase_if(streams, [](const HeldStream& held) { return !IsDaily(held.stream); });
  std::sort(streams.begin(), streams.end(), [](const HeldStream& a, const HeldStream& b) {
    return FindSurface(a.stream.key.surface) < FindSurface(b.stream.key.surface);
  });
  std::vector<Cursor> cursors;
  for (const HeldStream& held : streams) cursors.push_back(CursorOf(held, now));
  return cursors;
}

Result<Cursor> CursorOf(LedgerStore& store, const StreamRecord& stream, UtcSeconds now) {
  TRY(const std::vector<HeldStream> streams, store.HeldStreams(stream.source_id));
  for (const HeldStream& held : streams) {
    if (held.stream.id == stream.id) return CursorOf(held, now);
  }
  return Error{ErrorCode::kInvariant,
               "there is no stream " + std::to_string(stream.id) + " in the ledger"};
}

}  // namespace cognitrack
