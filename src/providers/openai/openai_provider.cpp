#include "providers/openai/openai_provider.h"

#include "providers/openai/admin_key.h"
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
  TRY_VOID(CheckAdminKey(settings.admin_key));
  std::unique_ptr<UsageProvider> provider = std::make_unique<OpenAiProvider>(
      std::move(base), std::move(settings), transport, clock, random);
  return provider;
}

}  // namespace cognitrack
