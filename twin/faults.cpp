#include "twin/faults.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/check.h"
#include "base/time.h"
#include "usage/surface.h"

namespace cognitrack::twin {
namespace {

constexpr std::int64_t kForEver = std::numeric_limits<std::int64_t>::max();

std::optional<std::int64_t> ParseNumber(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

Error WrongFault(std::string_view part, std::string_view why) {
  return {ErrorCode::kUsage, "fault '" + std::string(part) + "': " + std::string(why)};
}

// "N", "N-M" or "N+".
bool ParseRange(std::string_view text, bool lasting, Fault* fault) {
  const bool open = text.ends_with('+');
  if (open) text.remove_suffix(1);
  const std::size_t dash = text.find('-');
  const auto first = ParseNumber(text.substr(0, dash));
  if (!first || *first < 1) return false;
  fault->first = *first;
  if (dash != std::string_view::npos) {
    const auto last = ParseNumber(text.substr(dash + 1));
    if (!last || *last < *first || open) return false;
    fault->last = *last;
  } else {
    fault->last = open || lasting ? kForEver : *first;
  }
  return true;
}

bool TakesDay(FaultKind kind) {
  return kind == FaultKind::kLateRows || kind == FaultKind::kShrunkDay ||
         kind == FaultKind::kEmptiedDay;
}

bool TakesNumber(FaultKind kind) {
  return kind == FaultKind::kRetryAfterSeconds || kind == FaultKind::kRetryAfterDate ||
         kind == FaultKind::kResetMidBody || kind == FaultKind::kGzipBomb ||
         kind == FaultKind::kHugeBody;
}

bool TakesSurface(FaultKind kind) {
  return kind == FaultKind::kRefusedSurface || kind == FaultKind::kUnknownSurface;
}

Status CheckArgument(std::string_view part, const Fault& fault) {
  if (TakesDay(fault.kind) && !fault.argument.empty() && !ParseDay(fault.argument)) {
    return WrongFault(part, "the argument must be a date such as 2026-03-05");
  }
  if (TakesNumber(fault.kind) && !fault.argument.empty() && !ParseNumber(fault.argument)) {
    return WrongFault(part, "the argument must be a number");
  }
  if (fault.kind == FaultKind::kRefusedGroupBy && fault.argument.empty()) {
    return WrongFault(part, "name the value that is refused, as in refused-group-by=api_source");
  }
  if (TakesSurface(fault.kind) && fault.surface.empty()) {
    return WrongFault(part, "name the surface, as in refuse=images");
  }
  if (!fault.surface.empty() && FindSurface(fault.surface) == nullptr) {
    return WrongFault(part, "no surface is called '" + fault.surface + "'");
  }
  return {};
}

Result<Fault> ParseFault(std::string_view part) {
  Fault fault;
  std::string_view head = part.substr(0, part.find('='));
  if (head.size() < part.size()) fault.argument = part.substr(head.size() + 1);
  const std::size_t chance = head.find('~');
  const std::size_t range = head.find('@');
  std::string_view name = head.substr(0, std::min(range, chance));
  if (const std::size_t slash = name.find('/'); slash != std::string_view::npos) {
    fault.surface = name.substr(slash + 1);
    name = name.substr(0, slash);
  }
  const auto& catalogue = FaultCatalogue();
  const auto found =
      std::find_if(catalogue.begin(), catalogue.end(),
                   [name](const FaultDescription& known) { return known.name == name; });
  if (found == catalogue.end()) {
    return WrongFault(part, "no fault has this name; --help lists them");
  }
  fault.kind = found->kind;
  if (found->lasting || chance != std::string_view::npos) fault.last = kForEver;
  if (chance != std::string_view::npos) {
    std::string_view percent = head.substr(chance + 1);
    percent = percent.substr(0, percent.find('@'));
    const auto value = ParseNumber(percent);
    if (!value || *value > 100) return WrongFault(part, "~ takes a whole percentage, 0 to 100");
    fault.percent = static_cast<int>(*value);
  }
  if (range != std::string_view::npos) {
    std::string_view numbers = head.substr(range + 1);
    numbers = numbers.substr(0, numbers.find('~'));
    if (!ParseRange(numbers, found->lasting, &fault)) {
      return WrongFault(part, "@ takes the number of a request: @3, @3-5 or @3+");
    }
  }
  if (TakesSurface(fault.kind)) fault.surface = fault.argument;
  TRY_VOID(CheckArgument(part, fault));
  return fault;
}

}  // namespace

const std::vector<FaultDescription>& FaultCatalogue() {
  static const auto* const kCatalogue = new std::vector<FaultDescription>{
      {FaultKind::kRetryAfterSeconds, "retry-after-seconds", false,
       "429 with Retry-After in seconds (=SECONDS, default 1)"},
      {FaultKind::kRetryAfterDate, "retry-after-date", false,
       "429 with Retry-After as an HTTP date so many seconds after Date (=SECONDS, default 2)"},
      {FaultKind::kTooManyWithoutHint, "429-no-hint", false, "429 without Retry-After"},
      {FaultKind::kStatus500, "500", false, "500 with the error envelope"},
      {FaultKind::kStatus502, "502", false, "502 with an HTML body"},
      {FaultKind::kStatus503, "503", false, "503 with the error envelope"},
      {FaultKind::kStatus504, "504", false, "504 with an HTML body"},
      {FaultKind::kUnauthorisedMidway, "401-midway", true,
       "401 on a request that carries a page token, and on every one after it"},
      {FaultKind::kForbiddenMidway, "403-midway", true,
       "403 on a request that carries a page token, and on every one after it"},
      {FaultKind::kErrorIn200, "error-in-200", false, "status 200 around the error envelope"},
      {FaultKind::kWrongContentType, "wrong-content-type", false,
       "status 200 with an HTML page in place of JSON"},
      {FaultKind::kRedirect, "redirect", false,
       "302 to another address (=URL, default http://127.0.0.1:9/elsewhere)"},
      {FaultKind::kResetMidBody, "reset-mid-body", false,
       "the connection is reset after some bytes of the body (=BYTES, default half of them)"},
      {FaultKind::kStall, "stall", false,
       "half of the body, then nothing more until the client goes away"},
      {FaultKind::kGzip, "gzip", false, "a sound page, gzip-encoded (not a fault to a client)"},
      {FaultKind::kGzipBomb, "gzip-bomb", false,
       "a gzip-encoded page that grows to many MiB of blanks (=MIB, default 128)"},
      {FaultKind::kHugeBody, "huge-body", false,
       "a sound page with many MiB of blanks inside (=MIB, default 40)"},
      {FaultKind::kTruncatedJson, "truncated-json", false,
       "the first half of the page's JSON as a whole body"},
      {FaultKind::kMalformedJson, "malformed-json", false, "a comma too many in the page's JSON"},
      {FaultKind::kRepeatedToken, "repeated-token", false,
       "has_more with the token that leads to this same page again"},
      {FaultKind::kMissingToken, "missing-token", false, "has_more without next_page"},
      {FaultKind::kTokenAtEnd, "token-at-end", false, "next_page on the last page"},
      {FaultKind::kBucketTwice, "bucket-twice", false,
       "the last bucket of the page before once more (on a first page: its own last bucket)"},
      {FaultKind::kMissingBucket, "missing-bucket", false, "a bucket left out in the middle"},
      {FaultKind::kTwoRowsOneKey, "two-rows-one-key", false,
       "a row split in two with the same dimensions and the same sum (not a fault to a client)"},
      {FaultKind::kNumberAsString, "number-as-string", false,
       "a count as a JSON string (=FIELD, default the row's first)"},
      {FaultKind::kFloat, "float", false,
       "a count with .5 after it (=FIELD, default the row's first)"},
      {FaultKind::kNegative, "negative", false,
       "a negative count (=FIELD, default the row's first)"},
      {FaultKind::kBeyond2To53, "beyond-2-53", false,
       "a count of 2^53 + 1, which is sound (=FIELD, default the row's first)"},
      {FaultKind::kBeyond2To63, "beyond-2-63", false,
       "a count of 2^63 (=FIELD, default the row's first)"},
      {FaultKind::kUnknownField, "unknown-field", false,
       "a metric nobody knows in a row (=NAME, default input_video_tokens)"},
      {FaultKind::kUnknownDimension, "unknown-dimension", false,
       "a dimension nobody knows in a row (=NAME, default region)"},
      {FaultKind::kOmitField, "omit-field", false,
       "a field left out of every row (=NAME, default output_tokens)"},
      {FaultKind::kLateRows, "late-rows", false,
       "every third record of a day (=DATE, default the last with use) withheld from the requests "
       "before the N-th (default the second)"},
      {FaultKind::kShrunkDay, "shrunk-day", true,
       "every third record of a day (=DATE) gone, from the N-th request on"},
      {FaultKind::kEmptiedDay, "emptied-day", true,
       "every record of a day (=DATE) gone, from the N-th request on"},
      {FaultKind::kRefusedGroupBy, "refused-group-by", true,
       "400 on a query grouped by this value (=NAME)"},
      {FaultKind::kRefusedSurface, "refuse", true, "403 on a surface (=SURFACE)"},
      {FaultKind::kUnknownSurface, "unknown", true,
       "404 on a surface (=SURFACE), as on a path that the provider does not know"},
      {FaultKind::kRevokedKey, "revoked-key", true,
       "401 on every request with a key (=KEY, default any), lists of ids included"},
  };
  return *kCatalogue;
}

const FaultDescription& Describe(FaultKind kind) {
  const auto& catalogue = FaultCatalogue();
  const auto found =
      std::find_if(catalogue.begin(), catalogue.end(),
                   [kind](const FaultDescription& known) { return known.kind == kind; });
  CHECK(found != catalogue.end(), "every kind of fault is described");
  return *found;
}

bool Fault::Concerns(std::string_view asked_surface) const {
  return surface.empty() || surface == asked_surface ||
         (surface == kCosts && asked_surface == kCostsByKey);
}

bool Fault::Fires(Random& random) {
  ++matched;
  if (matched < first || matched > last) return false;
  return percent >= 100 || random.Below(100) < static_cast<std::uint64_t>(percent);
}

Result<std::vector<Fault>> ParseFaults(std::string_view spec) {
  std::vector<Fault> faults;
  while (!spec.empty()) {
    const std::string_view part = spec.substr(0, spec.find(','));
    spec.remove_prefix(std::min(spec.size(), part.size() + 1));
    TRY(Fault fault, ParseFault(part));
    if (fault.kind == FaultKind::kLateRows) {
      // Counted as what it does: withhold before the N-th.
      const std::int64_t shown_from = fault.first == 1 ? 2 : fault.first;
      fault.first = 1;
      fault.last = shown_from - 1;
    }
    faults.push_back(std::move(fault));
  }
  return faults;
}

std::int64_t NumberOr(const Fault& fault, std::int64_t otherwise) {
  return ParseNumber(fault.argument).value_or(otherwise);
}

}  // namespace cognitrack::twin
