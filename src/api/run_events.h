// RunEvents: a run as server-sent events, from what is known of it each time it is looked at: the
// same for one that this process does and one that another does, and so that whoever comes back
// goes on where it was. No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/run_desk.h"

namespace cognitrack {

// Where somebody is who watches a run: how many windows and issues were told.
struct RunEventsPlace {
  std::int64_t windows = -1;  // −1: not even that there are none.
  std::size_t issues = 0;
};

// The place that a Last-Event-ID names ("12.3"); the beginning for any other text.
RunEventsPlace PlaceOfEvent(std::string_view last_event_id);
// The id of the last event of a run.
inline constexpr std::string_view kLastRunEvent = "end";

// What there is before anything else: who it is, and whether this process does it.
std::string RunEventsHead(const RunRecord& run, bool is_live);
// What is new since `place`, which moves on; empty: nothing. A run that has ended ends it.
std::string RunEventsSince(const RunView& view, RunEventsPlace* place);
bool HasEnded(const RunRecord& run);

}  // namespace cognitrack
