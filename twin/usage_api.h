// UsageApi: the provider's GET /v1/organization/usage/… and /v1/organization/costs, without a
// socket: a request goes in, a response comes out. It answers from one Organisation (a surface that
// it does not have is a path that the provider does not know) and misbehaves only as its faults
// say. The lists of ids (NamesApi) are behind the same door, with the same keys and the same rate
// limit; of the faults a revoked key alone concerns them. Safe to call from several threads.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21); the cookbook's real buckets for what the
// document leaves out (empty buckets are returned, an unaligned start begins the first bucket, the
// last one ends at "now").
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "twin/bucket_renderer.h"
#include "twin/faults.h"
#include "twin/http_message.h"
#include "twin/names_api.h"
#include "twin/organisation.h"
#include "twin/page_token.h"
#include "twin/usage_query.h"

namespace cognitrack::twin {

// Called once for each fault shown: its kind's name and the request's target.
using FaultLog = std::function<void(std::string_view kind, std::string_view target)>;

struct UsageApiOptions {
  std::optional<UtcSeconds> now;  // Nothing: the clock's.
  int requests_per_minute = 0;    // More are answered 429; 0: no limit.
  std::vector<Fault> faults;
  std::uint64_t fault_seed = 1;
  FaultLog fault_log;
  RowOrder row_order = RowOrder::kGiven;
  AmountForm amounts = AmountForm::kNumber;
};

class UsageApi {
 public:
  // The organisation and the clock must outlive the API.
  UsageApi(const Organisation& organisation, Clock& clock, UsageApiOptions options);

  TwinResponse Handle(const TwinRequest& request);

  // Renders every day of completions at all seven dimensions, so that serving them only sends
  // bytes.
  void RenderAhead();

 private:
  // What one page says, before it is written down.
  struct Page {
    UtcSeconds start = 0;
    UtcSeconds next = 0;  // Where the page after it would start.
    UtcSeconds end = 0;   // The end of the query.
    std::vector<SharedText> buckets;
    bool has_more = false;
    std::string next_page;
  };

  // What the organisation has at one path.
  struct Shelf {
    const Endpoint& endpoint;
    std::unique_ptr<BucketRenderer> renderer;
  };
  // A query that was understood.
  struct Asked {
    Shelf& shelf;
    UsageQuery query;
    std::string_view target;
    std::string_view surface;
  };

  Shelf* ShelfAt(std::string_view path);
  std::optional<ApiError> Authorise(const TwinRequest& request);
  bool OverLimit();
  TwinResponse Answer(const Asked& asked);
  // Refusals of a surface or of a value of group_by.
  std::optional<ApiError> Refuse(const Asked& asked);
  Page MakePage(const Asked& asked, const PagePosition& position);
  SharedText MakeBucket(const Asked& asked, UtcSeconds from, UtcSeconds to);
  void FindChangedDays(const Asked& asked, const Page& page);
  TwinResponse Misbehave(const Asked& asked, const Page& page);
  // What the fault makes of the page; nothing where it has nothing to change.
  std::optional<TwinResponse> Spoil(const Fault& fault, const Asked& asked, Page page);
  static TwinResponse Write(const Page& page);
  bool EditPage(const Fault& fault, const Asked& asked, Page* page);
  void Log(const Fault& fault, std::string_view target) const;

  const Organisation& organisation_;
  Clock& clock_;
  UsageApiOptions options_;
  std::mutex mutex_;
  NamesApi names_;
  std::vector<Shelf> shelves_;
  SeededRandom random_;
  std::deque<std::chrono::milliseconds> recent_requests_;
  // Days that the request in hand sees changed, and how.
  std::vector<std::pair<Day, FaultKind>> changed_days_;
};

}  // namespace cognitrack::twin
