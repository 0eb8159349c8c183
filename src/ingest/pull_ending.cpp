#include "ingest/pull_ending.h"

#include "ingest/run_journal.h"

namespace cognitrack {

PullEnding EndingOf(const PullCourse& course, const Unstored& unstored, const PullOrder& order) {
  const auto failed = [](ErrorCode code, std::string message) {
    return PullEnding{outcome::kFailed, ExitCodeOf(code), std::move(message)};
  };
  const std::string not_stored = std::to_string(course.days_left) + " of " +
                                 std::to_string(course.days_total) + " days were not stored";
  if (!course.status) {
    const Error& error = course.status.error();
    return failed(error.code, error.message + "; " + not_stored + "; " + order.advice);
  }
  if (course.refusal) {
    return failed(course.refusal->code, course.refusal->message + "; " + not_stored);
  }
  if (course.stopped) {
    const std::string what = course.stopped_by.empty() ? "interrupted" : course.stopped_by;
    return {outcome::kInterrupted, ExitCodeOf(ErrorCode::kTryLater),
            what + "; " + order.advice_when_stopped};
  }
  if (course.nothing_readable) {
    return failed(course.nothing_readable->code,
                  course.nothing_readable->message + "; nothing was stored");
  }
  if (!unstored.first_of.empty()) {
    const Error worst = unstored.Worst();
    return failed(worst.code, not_stored + ": " + worst.message + "; " + order.advice);
  }
  return {outcome::kOk, 0, ""};
}

}  // namespace cognitrack
