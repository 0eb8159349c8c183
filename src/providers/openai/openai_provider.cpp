#include "providers/openai/openai_provider.h"

#include <algorithm>

#include "providers/openai/usage_reading.h"
#include "providers/openai/usage_request.h"

namespace cognitrack {
namespace {

class OpenAiProvider : public UsageProvider {
 public:
  OpenAiProvider(BaseUrl base, ProviderSettings settings, HttpTransport& transport, Clock& clock,
                 Random& random)
      : base_(std::move(base)),
        key_(std::move(settings.admin_key)),
        fetcher_(transport, clock, random, settings.retry, settings.rate, settings.limits),
        buckets_(UsagePath(base_)) {}

  std::string_view name() const override { return "openai"; }

  Result<PullResult> Read(const PullQuery& query, const KnownContentOf& known,
                          SeriesTable* series) override {
    if (query.stream.surface != "completions" || query.stream.width != "1d") {
      return Error{ErrorCode::kUsage, "openai: no reader for " + query.stream.surface + " in " +
                                          query.stream.width + " buckets"};
    }
    if (query.end <= query.start) {
      return Error{ErrorCode::kUsage, "openai: a query ends before it begins"};
    }
    return UsageReading(base_, key_, fetcher_, pages_, buckets_, query, known, series).Run();
  }

  const FetchCounters& counters() const override { return fetcher_.counters(); }

 private:
  BaseUrl base_;
  Secret key_;
  Fetcher fetcher_;
  PageParser pages_;
  BucketParser buckets_;
};

}  // namespace

Result<std::unique_ptr<UsageProvider>> MakeOpenAiProvider(ProviderSettings settings,
                                                          HttpTransport& transport, Clock& clock,
                                                          Random& random) {
  TRY(BaseUrl base, ParseBaseUrl(settings.base_url));
  const std::string& key = settings.admin_key.Reveal();
  if (key.empty()) {
    return Error{ErrorCode::kAuth,
                 "no admin key is given: set OPENAI_ADMIN_KEY to one (sk-admin-…), which an "
                 "organisation owner makes under Settings › Organization › Admin keys"};
  }
  const auto is_printable = [](char c) { return c > ' ' && c < '\x7f'; };
  if (!std::all_of(key.begin(), key.end(), is_printable)) {
    return Error{
        ErrorCode::kAuth,
        "the admin key holds a blank, a line break or a character that is not ASCII: was it "
        "copied whole and alone?"};
  }
  std::unique_ptr<UsageProvider> provider = std::make_unique<OpenAiProvider>(
      std::move(base), std::move(settings), transport, clock, random);
  return provider;
}

}  // namespace cognitrack
