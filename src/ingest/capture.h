// Recording what a provider answers, for the tests that read such recordings
// (tests/contract/golden_responses): pages with pseudonyms, the requests that they answer, and what
// they must add up to. Nothing is stored or written here: the caller gets the files' texts.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "formats/response_anonymiser.h"
#include "providers/page_recorder.h"
#include "pseudonyms/pseudonyms.h"

namespace cognitrack {

// The surfaces' turn, and how many whole, past days.
struct CaptureOptions {
  std::vector<const Surface*> surfaces;
  Day from;
  Day to;  // Inclusive; at most 31 days.
  int days_per_page = 7;
  std::function<bool()> stop_requested = StopRequested;
};

struct CapturedFile {
  std::string name;  // "page_1.json", "requests.json", "expected.json".
  std::string text;
};

struct CapturedSurface {
  std::string name;
  SurfaceState state = SurfaceState::kOk;
  std::string reason;               // Where it was turned away, or begins later: for people.
  std::vector<CapturedFile> files;  // None then.
  std::int64_t pages = 0;
  std::int64_t rows = 0;
  ReplacedFields replaced;
};

// kBadInput, naming the surface and the kind of secret but not the secret, where a text still holds
// one after all pseudonyms; kAuth where no surface may be read at all. Every text of every surface
// was looked through when this succeeds.
Result<std::vector<CapturedSurface>> CaptureResponses(const CaptureOptions& options,
                                                      const Secret& admin_key,
                                                      PageRecorder& recorder,
                                                      Pseudonyms* pseudonyms);

}  // namespace cognitrack
