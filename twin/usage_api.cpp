#include "twin/usage_api.h"

#include <algorithm>
#include <utility>

#include "twin/answers.h"
#include "twin/json_text.h"
#include "twin/page_token.h"
#include "twin/row_edits.h"

namespace cognitrack::twin {
namespace {

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

bool RefusesSurface(FaultKind kind) {
  return kind == FaultKind::kRefusedSurface || kind == FaultKind::kUnknownSurface;
}

bool RefusesQuery(FaultKind kind) {
  return RefusesSurface(kind) || kind == FaultKind::kRefusedGroupBy;
}

ApiError InvalidUrl(const std::string& method, std::string_view target) {
  return Refusal(
      404, "Invalid URL (" + method + ' ' + std::string(target.substr(0, target.find('?'))) + ')');
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
      random_(options_.fault_seed) {
  for (const SurfaceRecords& records : organisation.surfaces) {
    shelves_.push_back(
        {EndpointOf(records.surface), MakeUsageRenderer(records, options_.row_order)});
  }
  if (organisation.costs) {
    shelves_.push_back(
        {EndpointOf(kCosts),
         MakeCostRenderer(*organisation.costs, options_.row_order, options_.amounts)});
  }
}

UsageApi::Shelf* UsageApi::ShelfAt(std::string_view path) {
  for (Shelf& shelf : shelves_) {
    if (shelf.endpoint.path == path) return &shelf;
  }
  return nullptr;
}

TwinResponse UsageApi::Handle(const TwinRequest& request) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto target = ParseTarget(request.target);
  const bool lists_names = target && NamesApi::Serves(target->path);
  Shelf* shelf = target ? ShelfAt(target->path) : nullptr;
  if (request.method != "GET" || (shelf == nullptr && !lists_names)) {
    return ErrorResponse(InvalidUrl(request.method, request.target));
  }
  if (const auto refused = Authorise(request)) return ErrorResponse(*refused);
  if (OverLimit()) {
    Fault too_many;
    too_many.kind = FaultKind::kRetryAfterSeconds;
    return *AnswerOf(too_many, clock_.Now());
  }
  if (lists_names) {
    TwinResponse response = names_.Answer(*target);
    response.headers.emplace_back("openai-organization", names_.organisation());
    return response;
  }
  auto parsed = ParseUsageQuery(shelf->endpoint, *target);
  if (const auto* error = std::get_if<ApiError>(&parsed)) return ErrorResponse(*error);
  UsageQuery& query = std::get<UsageQuery>(parsed);
  const std::string_view surface = SurfaceAsked(shelf->endpoint, query.group_by).name;
  return Answer({*shelf, std::move(query), request.target, surface});
}

std::optional<ApiError> UsageApi::Authorise(const TwinRequest& request) {
  if (!request.authorization.starts_with(kBearer)) {
    return Refusal(401, "Missing bearer authentication in header.");
  }
  const std::string_view key = std::string_view(request.authorization).substr(kBearer.size());
  for (Fault& fault : options_.faults) {
    if (fault.kind != FaultKind::kRevokedKey) continue;
    if ((!fault.argument.empty() && fault.argument != key) || !fault.Fires(random_)) continue;
    Log(fault, request.target);
    return Refusal(401, "This API key was revoked.", "", "invalid_api_key");
  }
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

TwinResponse UsageApi::Answer(const Asked& asked) {
  if (const auto refused = Refuse(asked)) return ErrorResponse(*refused);
  const UsageQuery& query = asked.query;
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
  return Misbehave(asked, MakePage(asked, position));
}

std::optional<ApiError> UsageApi::Refuse(const Asked& asked) {
  for (Fault& fault : options_.faults) {
    if (!RefusesQuery(fault.kind) || !fault.Concerns(asked.surface)) continue;
    if (RefusesSurface(fault.kind)) {
      if (!fault.Fires(random_)) continue;
      Log(fault, asked.target);
      if (fault.kind == FaultKind::kUnknownSurface) return InvalidUrl("GET", asked.target);
      return Refusal(403,
                     "You have insufficient permissions for this operation. Missing scopes: "
                     "api.usage.read.");
    }
    const auto slot = asked.shelf.endpoint.SlotOf(fault.argument);
    if (!slot || ((asked.query.group_by >> *slot) & 1U) == 0 || !fault.Fires(random_)) continue;
    Log(fault, asked.target);
    return Refusal(400, "Invalid value for 'group_by': '" + fault.argument + "'.", "group_by");
  }
  return std::nullopt;
}

UsageApi::Page UsageApi::MakePage(const Asked& asked, const PagePosition& position) {
  const UsageQuery& query = asked.query;
  Page page;
  page.start = position.next;
  page.next = position.next;
  page.end = position.end;
  std::vector<UtcSeconds> starts;
  for (int i = 0; i < query.limit && page.next < page.end; ++i) {
    starts.push_back(page.next);
    page.next = BucketEnd(page.next, query.width, page.end);
  }
  FindChangedDays(asked, page);
  for (const UtcSeconds start : starts) {
    page.buckets.push_back(MakeBucket(asked, start, BucketEnd(start, query.width, page.end)));
  }
  page.has_more = page.next < page.end;
  if (page.has_more) page.next_page = IssueToken({page.next, page.end}, query.identity);
  return page;
}

SharedText UsageApi::MakeBucket(const Asked& asked, UtcSeconds from, UtcSeconds to) {
  BucketRenderer& renderer = *asked.shelf.renderer;
  for (const auto& [day, kind] : changed_days_) {
    if (to <= day.start() || from >= day.end()) continue;
    const bool emptied = kind == FaultKind::kEmptiedDay;
    return Shared(
        renderer.RenderWithout([emptied](std::size_t number) { return emptied || IsThird(number); },
                               from, to, asked.query));
  }
  return renderer.Render(from, to, asked.query);
}

void UsageApi::FindChangedDays(const Asked& asked, const Page& page) {
  const BucketRenderer& renderer = *asked.shelf.renderer;
  changed_days_.clear();
  for (Fault& fault : options_.faults) {
    const auto last_day = renderer.LastDay();
    if (!ChangesData(fault.kind) || !fault.Concerns(asked.surface) || !last_day) continue;
    Day day = *last_day;
    if (const auto named = ParseDay(fault.argument)) day = *named;
    if (page.next <= day.start() || page.start >= day.end()) continue;
    const std::size_t least = fault.kind == FaultKind::kEmptiedDay ? 1 : 2;
    if (renderer.CountIn(day.start(), day.end()) < least || !fault.Fires(random_)) continue;
    changed_days_.emplace_back(day, fault.kind);
    Log(fault, asked.target);
  }
}

TwinResponse UsageApi::Misbehave(const Asked& asked, const Page& page) {
  for (Fault& fault : options_.faults) {
    if (ChangesData(fault.kind) || RefusesQuery(fault.kind)) continue;
    if (fault.kind == FaultKind::kRevokedKey || !fault.Concerns(asked.surface)) continue;
    // What is costly to make is made only when it is due.
    if (AppliesAlways(fault.kind) && !fault.Fires(random_)) continue;
    auto response = Spoil(fault, asked, page);
    if (!response || (!AppliesAlways(fault.kind) && !fault.Fires(random_))) continue;
    Log(fault, asked.target);
    return *std::move(response);
  }
  return Write(page);
}

std::optional<TwinResponse> UsageApi::Spoil(const Fault& fault, const Asked& asked, Page page) {
  if (auto answer = AnswerOf(fault, clock_.Now())) {
    if (NeedsPageToken(fault.kind) && asked.query.page.empty()) return std::nullopt;
    return answer;
  }
  if (ChangesPage(fault.kind)) {
    if (!EditPage(fault, asked, &page)) return std::nullopt;
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

bool UsageApi::EditPage(const Fault& fault, const Asked& asked, Page* page) {
  const UsageQuery& query = asked.query;
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
  page->buckets.insert(page->buckets.begin(), MakeBucket(asked, before, page->start));
  return true;
}

void UsageApi::Log(const Fault& fault, std::string_view target) const {
  if (options_.fault_log) options_.fault_log(Describe(fault.kind).name, target);
}

void UsageApi::RenderAhead() {
  const std::lock_guard<std::mutex> lock(mutex_);
  const SurfaceRecords* completions = organisation_.Find("completions");
  if (completions == nullptr) return;
  UsageQuery query;
  query.group_by = kAllDimensions;
  BucketRenderer& renderer = *ShelfAt(EndpointOf("completions").path)->renderer;
  for (UtcSeconds day = completions->start; day < completions->end; day += kSecondsPerDay) {
    renderer.Render(day, day + kSecondsPerDay, query);
  }
}

}  // namespace cognitrack::twin
