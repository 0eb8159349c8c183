#include "providers/openai/openai_bucket_reader.h"

#include <map>
#include <utility>

#include "net/http.h"
#include "providers/openai/openai_readings.h"
#include "providers/openai/page_parser.h"

namespace cognitrack {
namespace {

class OpenAiBucketReader : public BucketReader {
 public:
  explicit OpenAiBucketReader(int reading) : reading_(reading) {}

  Status Read(const StreamKey& stream, const std::string& bytes, SeriesTable* series,
              WindowRead* read) override {
    const Surface* surface = FindSurface(stream.surface);
    if (surface == nullptr) return NotThat("no reader for " + stream.surface);
    Page page;
    body_ = R"({"object":"page","data":[)";
    body_.append(bytes).append(R"(],"has_more":false,"next_page":null})");
    body_.reserve(body_.size() + kBodyPadding);
    TRY_VOID(pages_.Parse(body_, &page));
    if (page.is_error || page.buckets.size() != 1) return NotThat("it holds no single bucket");
    const BucketText& bucket = page.buckets.front();
    if (bucket.start != read->start) {
      return NotThat("it begins at " + FormatTime(bucket.start));
    }
    TRY(BucketParser* const parser, ParserOf(*surface));
    IssueTally issues;
    parser->Begin(series, &issues);
    const BucketOutcome outcome = parser->Parse(bucket.results, read);
    if (outcome.verdict == BucketOutcome::Verdict::kRead) return {};
    return NotThat(outcome.reason);
  }

 private:
  static Error NotThat(const std::string& why) {
    return {ErrorCode::kProviderContract, "the archived bucket: " + why};
  }

  Result<BucketParser*> ParserOf(const Surface& surface) {
    std::unique_ptr<BucketParser>& parser = parsers_[surface.name];
    if (!parser) {
      TRY(parser, MakeBucketParser(reading_, surface, "archive"));
    }
    return parser.get();
  }

  int reading_;
  std::string body_;  // What the views of the page are of.
  PageParser pages_;
  std::map<std::string_view, std::unique_ptr<BucketParser>> parsers_;
};

}  // namespace

std::unique_ptr<BucketReader> MakeOpenAiBucketReader(int reading) {
  return std::make_unique<OpenAiBucketReader>(reading);
}

}  // namespace cognitrack
