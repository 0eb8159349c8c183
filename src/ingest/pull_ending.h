// PullEnding: how a pull ended, for its record, its exit code and its last words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/pull_order.h"
#include "ingest/window_storing.h"

namespace cognitrack {

struct PullCourse {
  Status status;                 // The database's failure, if there was one.
  std::optional<Error> refusal;  // The key belongs to another organisation, …
  bool stopped = false;
  std::string stopped_by;                 // "cancelled by account:ann"; "": the process ends.
  std::optional<Error> nothing_readable;  // Every surface was turned away.
  std::int64_t days_left = 0;             // Not stored, of …
  std::int64_t days_total = 0;
};

struct PullEnding {
  std::string_view outcome;
  int exit_code = 0;
  std::string message;
};

// Of several things that went wrong, what matters most.
PullEnding EndingOf(const PullCourse& course, const Unstored& unstored, const PullOrder& order);

}  // namespace cognitrack
