#include "providers/openai/openai_recorder.h"

#include <set>

#include "providers/openai/admin_key.h"
#include "providers/openai/answer_error.h"
#include "providers/openai/page_parser.h"
#include "providers/openai/usage_request.h"

namespace cognitrack {
namespace {

// More than one day a page for a month, twice over.
constexpr std::size_t kPagesMax = 2 * kBucketsPerPageMax;

Error Contract(std::string message) {
  return Error{ErrorCode::kProviderContract, std::move(message)};
}

// Recording one query, page after page.
class QueryRecording {
 public:
  QueryRecording(const BaseUrl& base, const Secret& key, Fetcher& fetcher, PageParser& parser,
                 const RecordQuery& query)
      : base_(base), key_(key), fetcher_(fetcher), parser_(parser), query_(query) {
    recording_.grain = Grain(query.surface->dimensions);
  }

  Result<Recording> Run() {
    const std::string path = UsagePath(base_, *query_.surface);
    if (const Status read = ReadPages(path); !read) return read.error().At(path);
    return std::move(recording_);
  }

 private:
  Status ReadPages(const std::string& path) {
    std::string token;
    do {
      if (query_.abandoned()) return Error{ErrorCode::kTryLater, "the read was abandoned"};
      if (recording_.pages.size() == kPagesMax) {
        return Contract("the pages do not end after " + std::to_string(kPagesMax) + " of them");
      }
      const HttpResponse& response = Ask(token);
      if (RefusesGrouping(response) && FallBack()) continue;
      if (recording_.pages.empty()) recording_.state = SurfaceStateIn(response);
      if (IsTurnedAway(recording_.state)) {
        recording_.why_turned_away = ErrorOfAnswer(response, base_, fetcher_.tries()).At(path);
        return {};
      }
      TRY_VOID(Keep(response, &token));
    } while (!token.empty() || recording_.pages.empty());
    return {};
  }

  UsageRequest RequestOf(const std::string& token) const {
    UsageRequest request;
    request.surface = query_.surface;
    request.start = query_.start;
    request.end_time = query_.end.start();
    request.grain = recording_.grain;
    request.limit = query_.buckets_per_page;
    request.page = token;
    return request;
  }

  const HttpResponse& Ask(const std::string& token) {
    return fetcher_.Get(
        {UsageUrl(base_, RequestOf(token)), key_, {{"Accept", "application/json"}}});
  }

  bool FallBack() {
    if (!recording_.pages.empty()) return false;
    for (const std::string_view name : query_.surface->refusable) {
      if (!recording_.grain.Has(name)) continue;
      recording_.grain = recording_.grain.Without(name);
      return true;
    }
    return false;
  }

  Status Keep(const HttpResponse& response, std::string* token) {
    if (!IsJsonAnswer(response)) return ErrorOfAnswer(response, base_, fetcher_.tries());
    Page page;
    TRY_VOID(parser_.Parse(response.body, &page));
    if (page.is_error) return ErrorInPage(response);
    if (page.has_more == page.next_page.empty()) {
      return Contract("has_more and next_page contradict each other");
    }
    if (page.has_more && !tokens_.insert(page.next_page).second) {
      return Contract("a next_page came twice");
    }
    const std::string url = UsageUrl(base_, RequestOf(""));
    recording_.pages.push_back(
        {url.substr(base_.text.size()), *token, page.next_page, response.body});
    *token = page.next_page;
    return {};
  }

  const BaseUrl& base_;
  const Secret& key_;
  Fetcher& fetcher_;
  PageParser& parser_;
  const RecordQuery& query_;
  Recording recording_;
  std::set<std::string> tokens_;
};

class OpenAiRecorder : public PageRecorder {
 public:
  OpenAiRecorder(BaseUrl base, ProviderSettings settings, HttpTransport& transport, Clock& clock,
                 Random& random)
      : base_(std::move(base)),
        key_(std::move(settings.admin_key)),
        fetcher_(transport, clock, random, settings.retry, settings.rate, settings.limits) {}

  Result<Recording> Record(const RecordQuery& query) override {
    return QueryRecording(base_, key_, fetcher_, parser_, query).Run();
  }
  const FetchCounters& counters() const override { return fetcher_.counters(); }

 private:
  BaseUrl base_;
  Secret key_;
  Fetcher fetcher_;
  PageParser parser_;
};

}  // namespace

Result<std::unique_ptr<PageRecorder>> MakeOpenAiRecorder(ProviderSettings settings,
                                                         HttpTransport& transport, Clock& clock,
                                                         Random& random) {
  TRY(BaseUrl base, ParseBaseUrl(settings.base_url));
  TRY_VOID(CheckAdminKey(settings.admin_key));
  std::unique_ptr<PageRecorder> recorder = std::make_unique<OpenAiRecorder>(
      std::move(base), std::move(settings), transport, clock, random);
  return recorder;
}

}  // namespace cognitrack
