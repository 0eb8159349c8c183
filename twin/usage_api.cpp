#include "twin/usage_api.h"

#include <algorithm>
#include <utility>

#include "twin/answers.h"
#include "twin/json_text.h"
#include "twin/page_token.h"
#include "twin/row_edits.h"

namespace cognitrack::twin {
namespace {

constexpr std::string_view kPath = "/v1/organization/usage/completions";
constexpr std::string_view kBearer = "Bearer ";

ApiError Refusal(int status, std::string message, std::string param = "", std::string code = "") {
  ApiError error;
  error.status = status;
  error.message = std::move(message);
  error.param = std::move(param);
  error.code = std::move(code);
  return error;
}

bool ChangesData(FaultKind kind) {
  return kind == FaultKind::kLateRows || kind == FaultKind::kShrunkDay ||
         kind == FaultKind::kEmptiedDay;
}

bool ChangesPage(FaultKind kind) {
  return kind == FaultKind::kRepeatedToken || kind == FaultKind::kMissingToken ||
         kind == FaultKind::kTokenAtEnd || kind == FaultKind::kBucketTwice ||
         kind == FaultKind::kMissingBucket;
}

bool ChangesDelivery(FaultKind kind) {
  return kind == FaultKind::kResetMidBody || kind == FaultKind::kStall ||
         kind == FaultKind::kGzip || kind == FaultKind::kGzipBomb || kind == FaultKind::kHugeBody;
}

bool AppliesAlways(FaultKind kind) {
  return kind == FaultKind::kGzip || kind == FaultKind::kGzipBomb || kind == FaultKind::kHugeBody;
}

bool NeedsPageToken(FaultKind kind) {
  return kind == FaultKind::kUnauthorisedMidway || kind == FaultKind::kForbiddenMidway;
}

UtcSeconds BucketEnd(UtcSeconds start, UtcSeconds width, UtcSeconds end) {
  return std::min(start - start % width + width, end);
}

SharedText Shared(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

// Every third record of a day, never its only one.
bool IsThird(std::size_t number_in_day) { return number_in_day % 3 == 1; }

}  // namespace

UsageApi::UsageApi(const Organisation& organisation, Clock& clock, UsageApiOptions options)
    : organisation_(organisation),
      clock_(clock),
      options_(std::move(options)),
      names_(organisation),
      renderer_(organisation, options_.row_order),
      random_(options_.fault_seed) {}

TwinResponse UsageApi::Handle(const TwinRequest& request) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto target = ParseTarget(request.target);
  const bool lists_names = target && NamesApi::Serves(target->path);
  if (!target || request.method != "GET" || (target->path != kPath && !lists_names)) {
    return ErrorResponse(Refusal(404, "Invalid URL (" + request.method + ' ' +
                                          request.target.substr(0, request.target.find('?')) +
                                          ')'));
  }
  if (const auto refused = Authorise(request)) return ErrorResponse(*refused);
  if (OverLimit()) {
    Fault too_many;
    too_many.kind = FaultKind::kRetryAfterSeconds;
    return *AnswerOf(too_many, clock_.Now());
  }
  if (lists_names) return names_.Answer(*target);
  const auto parsed = ParseUsageQuery(*target);
  if (const auto* error = std::get_if<ApiError>(&parsed)) return ErrorResponse(*error);
  return Answer(std::get<UsageQuery>(parsed), request.target);
}

std::optional<ApiError> UsageApi::Authorise(const TwinRequest& request) {
  if (!request.authorization.starts_with(kBearer)) {
    return Refusal(401, "Missing bearer authentication in header.");
  }
  const std::string_view key = std::string_view(request.authorization).substr(kBearer.size());
  if (key.starts_with("sk-admin-")) return std::nullopt;
  if (key.starts_with("sk-proj-")) {
    return Refusal(403,
                   "You have insufficient permissions for this operation. Missing scopes: "
                   "api.usage.read. Use an admin key.");
  }
  return Refusal(401, "Incorrect API key provided.", "", "invalid_api_key");
}

bool UsageApi::OverLimit() {
  if (options_.requests_per_minute <= 0) return false;
  const auto now = clock_.Elapsed();
  while (!recent_requests_.empty() && now - recent_requests_.front() >= std::chrono::minutes(1)) {
    recent_requests_.pop_front();
  }
  if (recent_requests_.size() >= static_cast<std::size_t>(options_.requests_per_minute))
    return true;
  recent_requests_.push_back(now);
  return false;
}

TwinResponse UsageApi::Answer(const UsageQuery& query, std::string_view target) {
  if (const auto refused = RefuseGroupBy(query, target)) return ErrorResponse(*refused);
  const UtcSeconds now = options_.now.value_or(clock_.Now());
  PagePosition position{query.start, std::min(query.end.value_or(now), now)};
  if (!query.page.empty()) {
    const auto read = ReadToken(query.page, query.identity);
    if (!read) {
      return ErrorResponse(Refusal(400, "Invalid page token: it does not belong to this query.",
                                   "page", "invalid_page"));
    }
    position = *read;
  }
  return Misbehave(query, MakePage(query, position, target), target);
}

std::optional<ApiError> UsageApi::RefuseGroupBy(const UsageQuery& query, std::string_view target) {
  for (Fault& fault : options_.faults) {
    if (fault.kind != FaultKind::kRefusedGroupBy) continue;
    const auto found = std::find(kDimensionNames.begin(), kDimensionNames.end(), fault.argument);
    if (found == kDimensionNames.end()) continue;
    const auto bit = static_cast<std::uint32_t>(found - kDimensionNames.begin());
    if (((query.group_by >> bit) & 1U) == 0 || !fault.Fires(random_)) continue;
    Log(fault, target);
    return Refusal(400, "Invalid value for 'group_by': '" + fault.argument + "'.", "group_by");
  }
  return std::nullopt;
}

UsageApi::Page UsageApi::MakePage(const UsageQuery& query, const PagePosition& position,
                                  std::string_view target) {
  Page page;
  page.start = position.next;
  page.next = position.next;
  page.end = position.end;
  std::vector<UtcSeconds> starts;
  for (int i = 0; i < query.limit && page.next < page.end; ++i) {
    starts.push_back(page.next);
    page.next = BucketEnd(page.next, query.width, page.end);
  }
  FindChangedDays(page, target);
  for (const UtcSeconds start : starts) {
    page.buckets.push_back(MakeBucket(query, start, BucketEnd(start, query.width, page.end)));
  }
  page.has_more = page.next < page.end;
  if (page.has_more) page.next_page = IssueToken({page.next, page.end}, query.identity);
  return page;
}

SharedText UsageApi::MakeBucket(const UsageQuery& query, UtcSeconds from, UtcSeconds to) {
  for (const auto& [day, kind] : changed_days_) {
    if (to <= day.start() || from >= day.end()) continue;
    const bool emptied = kind == FaultKind::kEmptiedDay;
    return Shared(renderer_.RenderWithout(
        [emptied](const UsageRecord&, std::size_t number) { return emptied || IsThird(number); },
        from, to, query));
  }
  return renderer_.Render(from, to, query);
}

void UsageApi::FindChangedDays(const Page& page, std::string_view target) {
  changed_days_.clear();
  for (Fault& fault : options_.faults) {
    if (!ChangesData(fault.kind) || organisation_.records.empty()) continue;
    Day day = DayOf(organisation_.records.back().start);
    if (const auto named = ParseDay(fault.argument)) day = *named;
    if (page.next <= day.start() || page.start >= day.end()) continue;
    const auto [first, last] = organisation_.RecordsIn(day.start(), day.end());
    const std::size_t least = fault.kind == FaultKind::kEmptiedDay ? 1 : 2;
    if (last - first < least || !fault.Fires(random_)) continue;
    changed_days_.emplace_back(day, fault.kind);
    Log(fault, target);
  }
}

TwinResponse UsageApi::Misbehave(const UsageQuery& query, const Page& page,
                                 std::string_view target) {
  for (Fault& fault : options_.faults) {
    if (ChangesData(fault.kind) || fault.kind == FaultKind::kRefusedGroupBy) continue;
    // What is costly to make is made only when it is due.
    if (AppliesAlways(fault.kind) && !fault.Fires(random_)) continue;
    auto response = Spoil(fault, query, page);
    if (!response || (!AppliesAlways(fault.kind) && !fault.Fires(random_))) continue;
    Log(fault, target);
    return *std::move(response);
  }
  return Write(page);
}

std::optional<TwinResponse> UsageApi::Spoil(const Fault& fault, const UsageQuery& query,
                                            Page page) {
  if (auto answer = AnswerOf(fault, clock_.Now())) {
    if (NeedsPageToken(fault.kind) && query.page.empty()) return std::nullopt;
    return answer;
  }
  if (ChangesPage(fault.kind)) {
    if (!EditPage(fault, query, &page)) return std::nullopt;
    return Write(page);
  }
  TwinResponse response = Write(page);
  if (ChangesDelivery(fault.kind)) {
    if (!EditDelivery(fault, &response)) return std::nullopt;
    return response;
  }
  std::string body = response.Body();
  if (!EditRows(fault, &body)) return std::nullopt;
  response.SetBody(std::move(body));
  return response;
}

TwinResponse UsageApi::Write(const Page& page) {
  static const SharedText kComma = Shared(",");
  TwinResponse response = JsonResponse(200, R"({"object":"page","data":[)");
  for (const SharedText& bucket : page.buckets) {
    if (response.parts.size() > 1) response.parts.push_back(kComma);
    response.parts.push_back(bucket);
  }
  response.parts.push_back(Shared(
      std::string(R"(],"has_more":)") + (page.has_more ? "true" : "false") + R"(,"next_page":)" +
      (page.next_page.empty() ? "null" : JsonString(page.next_page)) + "}"));
  return response;
}

bool UsageApi::EditPage(const Fault& fault, const UsageQuery& query, Page* page) {
  if (page->buckets.empty()) return false;
  if (fault.kind == FaultKind::kRepeatedToken) {
    page->has_more = true;
    page->next_page =
        query.page.empty() ? IssueToken({page->start, page->end}, query.identity) : query.page;
    return true;
  }
  if (fault.kind == FaultKind::kMissingToken) {
    page->has_more = true;
    page->next_page.clear();
    return true;
  }
  if (fault.kind == FaultKind::kTokenAtEnd) {
    if (page->has_more) return false;
    page->next_page = IssueToken({page->next, page->end}, query.identity);
    return true;
  }
  if (fault.kind == FaultKind::kMissingBucket) {
    page->buckets.erase(page->buckets.begin() +
                        static_cast<std::ptrdiff_t>(page->buckets.size() / 2));
    return true;
  }
  if (page->start == query.start) {
    page->buckets.push_back(page->buckets.back());
    return true;
  }
  const UtcSeconds before = std::max(page->start - query.width, query.start);
  page->buckets.insert(page->buckets.begin(), MakeBucket(query, before, page->start));
  return true;
}

void UsageApi::Log(const Fault& fault, std::string_view target) const {
  if (options_.fault_log) options_.fault_log(Describe(fault.kind).name, target);
}

void UsageApi::RenderAhead() {
  const std::lock_guard<std::mutex> lock(mutex_);
  UsageQuery query;
  query.group_by = kAllDimensions;
  for (UtcSeconds day = organisation_.start; day < organisation_.end; day += kSecondsPerDay) {
    renderer_.Render(day, day + kSecondsPerDay, query);
  }
}

}  // namespace cognitrack::twin
