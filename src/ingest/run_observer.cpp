#include "ingest/run_observer.h"

namespace cognitrack {

std::string_view NameOf(WindowOutcome outcome) {
  switch (outcome) {
    case WindowOutcome::kStored:
      return "stored";
    case WindowOutcome::kUpdated:
      return "updated";
    case WindowOutcome::kUnchanged:
      return "unchanged";
    case WindowOutcome::kParked:
      return "parked";
    case WindowOutcome::kEmptyUnconfirmed:
      return "empty_unconfirmed";
    case WindowOutcome::kSkipped:
      break;
  }
  return "skipped";
}

}  // namespace cognitrack
