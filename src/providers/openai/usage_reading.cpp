#include "providers/openai/usage_reading.h"

#include <algorithm>

#include "providers/openai/answer_error.h"
#include "providers/openai/personal_data.h"
#include "providers/openai/usage_request.h"
#include "usage/issue_codes.h"

namespace cognitrack {
namespace {

// What a page too large is asked for with instead.
constexpr int kSmallerPage = 7;
// Days so large that a page holds one of them only are read a few at a time: what an answer holds
// in memory stays small, and one part of a month is stored while the next is on its way.
constexpr int kLargeDaysTogether = 2;
// A provider that never ends its pages is stopped here: four times what 31 days could need.
constexpr int kRequestsMax = 4 * kBucketsPerPageMax;
// A token is a position, not a document.
constexpr std::size_t kTokenBytesMax = 4'096;

Error Contract(std::string message) {
  return Error{ErrorCode::kProviderContract, std::move(message)};
}

}  // namespace

UsageReading::UsageReading(const BaseUrl& base, const Secret& key, Fetcher& fetcher,
                           PageParser& pages, BucketParser& buckets, const Surface& surface,
                           const PullQuery& query, const KnownContentOf& known, SeriesTable* series)
    : base_(base),
      key_(key),
      fetcher_(fetcher),
      pages_(pages),
      surface_(surface),
      query_(query),
      known_(known),
      series_(*series),
      path_(UsagePath(base, surface)),
      end_time_(std::min(query.end.start(), query.now)),
      order_(query.start, end_time_),
      buckets_(buckets),
      segment_start_(query.start) {
  result_.grain = query.grain;
  result_.buckets_per_page = query.buckets_per_page;
  result_.end = query.end;
  buckets_.Begin(series, &issues_);
  if (query.buckets_per_page == 1) EndSoonAfter(query.start);
}

Result<PullResult> UsageReading::Run() {
  std::string token;
  while (order_.next().start() < end_time_) {
    auto step = ReadPage(&token);
    if (!step) {
      Error error = step.error().At(path_);
      error.message += "; nothing of " + FormatDay(query_.start) + " to " +
                       FormatDay(result_.end - 1) + " was stored";
      const bool is_passing =
          error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kTryLater;
      if (is_passing || !answered_) return error;
      ParkAll(error);
      break;
    }
    if (*step == Step::kDone) break;
    if (*step == Step::kTurnedAway) return std::move(result_);
    if (*step == Step::kAgain) {
      token.clear();
      tokens_.clear();
      segment_start_ = order_.next();
    }
  }
  return Finish();
}

Result<UsageReading::Step> UsageReading::ReadPage(std::string* token) {
  if (query_.abandoned()) return Error{ErrorCode::kTryLater, "the read was abandoned"};
  if (requests_ == kRequestsMax) {
    return Contract("the pages do not end after " + std::to_string(kRequestsMax) + " requests");
  }
  const HttpResponse& response = Ask(*token);
  if (response.failure == HttpFailure::kTooLarge) return AskForLess();
  if (RefusesGrouping(response) && FallBack()) return Step::kAgain;
  if (!answered_) result_.surface_state = SurfaceStateIn(response);
  if (IsTurnedAway(result_.surface_state)) {
    result_.why_turned_away = ErrorOfAnswer(response, base_, fetcher_.tries()).At(path_);
    return Step::kTurnedAway;
  }
  answered_ = answered_ || (response.failure == HttpFailure::kNone && response.status == 200);
  if (!IsJsonAnswer(response)) return ErrorOfAnswer(response, base_, fetcher_.tries());

  Page page;
  TRY_VOID(pages_.Parse(response.body, &page));
  if (page.is_error) return ErrorInPage(response);
  for (const std::string& field : page.unknown_fields) {
    issues_.Add(issue::kUnknownField, path_ + " " + field, "in the envelope of the page");
  }
  TRY_VOID(ReadBuckets(page));
  TRY_VOID(FollowToken(page, token));
  return page.has_more ? Step::kPage : Step::kDone;
}

int UsageReading::Limit() const {
  const int limit = std::min(result_.end - segment_start_, kBucketsPerPageMax);
  const int allowed = result_.buckets_per_page;
  return allowed > 0 ? std::min(limit, allowed) : limit;
}

const HttpResponse& UsageReading::Ask(const std::string& token) {
  UsageRequest request;
  request.surface = &surface_;
  request.start = segment_start_;
  request.end_time = end_time_;
  request.grain = result_.grain;
  request.limit = Limit();
  request.page = token;
  ++requests_;
  return fetcher_.Get({UsageUrl(base_, request), key_, {{"Accept", "application/json"}}});
}

bool UsageReading::FallBack() {
  // Every request so far was refused for its grouping: no page was read.
  const std::size_t dropped = query_.grain.names().size() - result_.grain.names().size();
  if (requests_ != static_cast<int>(dropped) + 1) return false;
  for (const std::string_view name : surface_.refusable) {
    if (!result_.grain.Has(name)) continue;
    result_.grain = result_.grain.Without(name);
    return true;
  }
  return false;
}

UsageReading::Step UsageReading::AskForLess() {
  const int limit = Limit();
  if (limit > 1) {
    result_.buckets_per_page = limit > kSmallerPage ? kSmallerPage : 1;
    issues_.Add(issue::kPageTooLarge, path_,
                "asked again with " + std::to_string(result_.buckets_per_page) +
                    " buckets a page, from " + FormatDay(order_.next()) + " on");
    if (result_.buckets_per_page == 1) EndSoonAfter(order_.next());
    return Step::kAgain;
  }
  Park(order_.next(), Contract("the answer of this single day exceeds the body limit; raise it"));
  order_.SkipNext();
  return Step::kAgain;
}

// The pages from `first` on are asked for with a new chain of tokens, and so may have an end_time
// of their own.
void UsageReading::EndSoonAfter(Day first) {
  result_.end = std::min(query_.end, first + kLargeDaysTogether);
  end_time_ = std::min(result_.end.start(), query_.now);
  order_.EndAt(end_time_);
}

Status UsageReading::ReadBuckets(const Page& page) {
  for (const BucketText& bucket : page.buckets) {
    TRY_VOID(order_.Take(bucket.start, bucket.end));
    TRY_VOID(ReadBucket(bucket));
  }
  return {};
}

Status UsageReading::ReadBucket(const BucketText& bucket) {
  const Hash256 hash = Sha256(bucket.json);
  const Grain grain = WindowGrain();
  const KnownContent known = known_(bucket.start, grain);
  if (hash == known.source_hash) {
    result_.unchanged.push_back(bucket.start);
    return {};
  }
  WindowRead read;
  read.start = bucket.start;
  read.end = bucket.start + kSecondsPerDay;
  read.clipped = bucket.end < read.end;
  read.grain = grain;
  read.read_at = query_.now;
  const BucketOutcome outcome = buckets_.Parse(bucket.results, &read);
  result_.rows += outcome.rows;
  switch (outcome.verdict) {
    case BucketOutcome::Verdict::kRead:
      read.source_hash = hash;
      if (!IsHeld(read, known)) {
        read.source_bytes = outcome.personal.empty()
                                ? PackedBytes(bucket.json)
                                : PackedBytes(WithoutPersonalData(bucket.json, outcome.personal));
      }
      result_.windows.push_back(std::move(read));
      return {};
    case BucketOutcome::Verdict::kRefused:
      Park(DayOf(bucket.start), Contract(outcome.reason));
      return {};
    case BucketOutcome::Verdict::kMalformed:
      break;
  }
  return Contract("malformed JSON at byte " + std::to_string(bucket.results_at + outcome.at) +
                  ": " + outcome.reason);
}

// What a window of this answer is grouped by, whatever its rows say: money is in a currency on a
// day without any, too.
Grain UsageReading::WindowGrain() const {
  if (surface_.unasked.empty()) return result_.grain;
  return result_.grain.Unite(Grain(surface_.unasked));
}

// The provider wrote the same in other bytes, as it does when it orders rows anew.
bool UsageReading::IsHeld(const WindowRead& read, const KnownContent& known) const {
  if (known.content_hash == Hash256{}) return false;
  return ContentHash(query_.stream, read, series_) == known.content_hash;
}

Status UsageReading::FollowToken(const Page& page, std::string* token) {
  if (!page.has_more) {
    if (page.next_page.empty()) return {};
    return Contract("has_more is false, but there is a next_page");
  }
  if (page.next_page.empty()) return Contract("has_more is true, but there is no next_page");
  if (page.next_page.size() > kTokenBytesMax) {
    return Contract("next_page is longer than " + std::to_string(kTokenBytesMax) + " bytes");
  }
  if (!tokens_.insert(page.next_page).second) return Contract("a next_page came twice");
  *token = page.next_page;
  return {};
}

void UsageReading::Park(Day day, Error error) {
  error = error.At(path_);
  error.message += "; nothing of " + FormatDay(day) + " was stored";
  result_.parked.push_back({day.start(), std::move(error)});
}

void UsageReading::ParkAll(const Error& error) {
  result_.windows.clear();
  result_.unchanged.clear();
  result_.parked.clear();
  for (Day day = query_.start; day < result_.end; day = day + 1) {
    result_.parked.push_back({day.start(), error});
  }
}

PullResult UsageReading::Finish() {
  const auto is_parked = [this](Day day) {
    return std::any_of(result_.parked.begin(), result_.parked.end(),
                       [day](const ParkedWindow& parked) { return parked.start == day.start(); });
  };
  for (const Day day : order_.Missing()) {
    if (!is_parked(day)) Park(day, Contract("the pages hold no bucket for " + FormatDay(day)));
  }
  for (Day day = query_.start; day < result_.end; day = day + 1) {
    if (day.start() < end_time_ || is_parked(day)) continue;
    Park(day, Error{ErrorCode::kTryLater, FormatDay(day) + " has not begun (UTC)"});
  }
  std::sort(result_.parked.begin(), result_.parked.end(),
            [](const ParkedWindow& a, const ParkedWindow& b) { return a.start < b.start; });
  result_.issues = issues_.Take();
  return std::move(result_);
}

}  // namespace cognitrack
