// Faults: which misbehaviour the twin is to show, and when. Spelled as a list, separated by commas,
// of
//     KIND[/SURFACE][@N | @N-M | @N+][~PERCENT][=ARGUMENT]
// The fault fires on the N-th matching request (default: the first), on the N-th to the M-th, or on
// every one from the N-th on; with ~PERCENT only with that chance, from a seed. A request matches
// where the fault has something to change, with /SURFACE on that surface only; at most one fault
// answers a request, and a request that one has answered does not count for those after it in the
// list.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"

namespace cognitrack::twin {

enum class FaultKind {
  // In place of the answer.
  kRetryAfterSeconds,
  kRetryAfterDate,
  kTooManyWithoutHint,
  kStatus500,
  kStatus502,
  kStatus503,
  kStatus504,
  kUnauthorisedMidway,
  kForbiddenMidway,
  kErrorIn200,
  kWrongContentType,
  kRedirect,
  // In the way the answer is sent.
  kResetMidBody,
  kStall,
  kGzip,
  kGzipBomb,
  kHugeBody,
  // In the page.
  kTruncatedJson,
  kMalformedJson,
  kRepeatedToken,
  kMissingToken,
  kTokenAtEnd,
  kBucketTwice,
  kMissingBucket,
  // In a row.
  kTwoRowsOneKey,
  kNumberAsString,
  kFloat,
  kNegative,
  kBeyond2To53,
  kBeyond2To63,
  kUnknownField,
  kUnknownDimension,
  kOmitField,
  // In the data and in the rules.
  kLateRows,
  kShrunkDay,
  kEmptiedDay,
  kRefusedGroupBy,
  kRefusedSurface,
  kUnknownSurface,
  kRevokedKey,
};

struct FaultDescription {
  FaultKind kind;
  std::string_view name;
  bool lasting;              // Fires from the N-th request on, unless told otherwise.
  std::string_view meaning;  // One line for people, with the argument and its default.
};
const std::vector<FaultDescription>& FaultCatalogue();
const FaultDescription& Describe(FaultKind kind);

struct Fault {
  FaultKind kind = FaultKind::kStatus500;
  std::int64_t first = 1;
  std::int64_t last = 1;  // Inclusive; INT64_MAX: for ever.
  int percent = 100;
  std::string argument;
  std::string surface;  // Empty: any.
  std::int64_t matched = 0;

  // Whether a request for that surface can match; what is said of costs is said of costs_by_key.
  bool Concerns(std::string_view asked_surface) const;

  // Counts a matching request and says whether the fault fires on it.
  bool Fires(Random& random);
};

// kUsage with the part that is wrong and what would be right.
Result<std::vector<Fault>> ParseFaults(std::string_view spec);

// The argument as a number; `otherwise` where there is none.
std::int64_t NumberOr(const Fault& fault, std::int64_t otherwise);

}  // namespace cognitrack::twin
