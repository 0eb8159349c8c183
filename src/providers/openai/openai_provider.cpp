#include "providers/openai/openai_provider.h"

#include <map>

#include "providers/openai/admin_key.h"
#include "providers/openai/openai_readings.h"
#include "providers/openai/usage_reading.h"
#include "providers/openai/usage_request.h"

namespace cognitrack {
namespace {

class OpenAiProvider : public UsageProvider {
 public:
  OpenAiProvider(BaseUrl base, ProviderSettings settings, HttpTransport& transport, Clock& clock,
                 Random& random)
      : base_(std::move(base)),
        reading_(settings.reading),
        key_(std::move(settings.admin_key)),
        fetcher_(transport, clock, random, settings.retry, settings.rate, settings.limits) {
    fetcher_.StopWhere(std::move(settings.is_stopped));
  }

  std::string_view name() const override { return "openai"; }

  Result<PullResult> Read(const PullQuery& query, const KnownContentOf& known,
                          SeriesTable* series) override {
    const Surface* surface = FindSurface(query.stream.surface);
    if (surface == nullptr || query.stream.width != "1d") {
      return Error{ErrorCode::kUsage, "openai: no reader for " + query.stream.surface + " in " +
                                          query.stream.width + " buckets"};
    }
    if (query.end <= query.start) {
      return Error{ErrorCode::kUsage, "openai: a query ends before it begins"};
    }
    if (surface->first_day && query.start < *surface->first_day) {
      return Error{ErrorCode::kUsage, "openai: " + query.stream.surface + " begins on " +
                                          FormatDay(*surface->first_day) + ", and " +
                                          FormatDay(query.start) + " lies before it"};
    }
    TRY(BucketParser* const parser, ParserOf(*surface));
    return UsageReading(base_, key_, fetcher_, pages_, *parser, *surface, query, known, series)
        .Run();
  }

  const FetchCounters& counters() const override { return fetcher_.counters(); }

 private:
  // One each: what was learnt of a surface's rows, and the room for them, is kept.
  Result<BucketParser*> ParserOf(const Surface& surface) {
    std::unique_ptr<BucketParser>& parser = parsers_[surface.name];
    if (!parser) {
      TRY(parser, MakeBucketParser(reading_, surface, UsagePath(base_, surface)));
    }
    return parser.get();
  }

  BaseUrl base_;
  int reading_;
  Secret key_;
  Fetcher fetcher_;
  PageParser pages_;
  std::map<std::string_view, std::unique_ptr<BucketParser>> parsers_;
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
