#include <string>

#include "ingest/pull.h"

namespace cognitrack {

Result<Cursor> CursorOf(LedgerStore& store, const StreamRecord& stream) {
  Cursor cursor;
  const std::string path = HoldsMoney(stream.key.surface) ? "" : "usage/";
  cursor.name = path + stream.key.surface + ":key_" + std::to_string(stream.source_id);
  TRY(const std::vector<WindowRecord> records,
      store.Windows(stream.id, kFirstDay.start(), kLastDay.end()));

  std::optional<Day> first_held;
  std::optional<Day> last_held;
  std::int64_t held = 0;
  std::optional<Day> next = stream.history_start;
  for (const WindowRecord& record : records) {
    if (!record.has_content()) continue;
    const Day day = DayOf(record.start);
    if (!first_held) first_held = day;
    if (!next) next = day;
    if (day == *next) next = day + 1;
    last_held = day;
    ++held;
  }
  if (!first_held) return cursor;
  cursor.next = next;
  if (IsTurnedAway(stream.surface_state)) return cursor;
  cursor.gaps = (*last_held - *first_held + 1) - held;
  return cursor;
}

}  // namespace cognitrack
