#include "providers/openai/page_parser.h"

#include <gmock/gmock.h>

#include "net/http.h"
#include "providers/openai/usage_request.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string kSpacedPage = R"( {
  "next_page" : "page_\u0041=" ,
  "data" : [ {
      "results" : [ {"a": "]}"} ] ,
      "end_time" : 1772409600 , "object" : "bucket", "start_time" : 1772323200
    } , {"object":"bucket","start_time":7,"end_time":8,"results":[],"new":{"x":["}"]} } ] ,
  "has_more" : true , "object" : "page" } )";

TEST(PageParserTest, GivesEachBucketsBytesFromBracketToBracket) {
  PageParser parser;
  Page page;
  ASSERT_OK(parser.Parse(kSpacedPage, &page));
  EXPECT_TRUE(page.has_more);
  EXPECT_EQ(page.next_page, "page_A=");
  ASSERT_THAT(page.buckets, SizeIs(2));
  EXPECT_EQ(page.buckets[0].json, R"({
      "results" : [ {"a": "]}"} ] ,
      "end_time" : 1772409600 , "object" : "bucket", "start_time" : 1772323200
    })");
  EXPECT_EQ(page.buckets[0].results, R"([ {"a": "]}"} ])");
  EXPECT_EQ(page.buckets[0].results_at, kSpacedPage.find("[ {\"a\""));
  EXPECT_EQ(page.buckets[0].start, 1'772'323'200);
  EXPECT_EQ(page.buckets[0].end, 1'772'409'600);
  EXPECT_EQ(page.buckets[1].json,
            R"({"object":"bucket","start_time":7,"end_time":8,"results":[],"new":{"x":["}"]} })");
  EXPECT_EQ(page.buckets[1].results, "[]");
}

TEST(PageParserTest, ReadsABodyWithoutRoomBehindIt) {
  PageParser parser;
  Page page;
  std::string body = kSpacedPage;
  body.shrink_to_fit();
  ASSERT_OK(parser.Parse(body, &page));
  EXPECT_EQ(page.buckets[1].results, "[]");
  body.reserve(body.size() + kBodyPadding);
  ASSERT_OK(parser.Parse(body, &page));
  EXPECT_EQ(page.buckets[1].results.data() - body.data(),
            static_cast<std::ptrdiff_t>(page.buckets[1].results_at))
      << "read where it stands";
}

TEST(PageParserTest, OnePageLeavesNothingForTheNext) {
  PageParser parser;
  Page page;
  ASSERT_OK(parser.Parse(kSpacedPage, &page));
  const std::string empty = R"({"object":"page","data":[],"has_more":false})";
  ASSERT_OK(parser.Parse(empty, &page));
  EXPECT_THAT(page.buckets, SizeIs(0));
  EXPECT_FALSE(page.has_more);
  EXPECT_EQ(page.next_page, "");
}

TEST(PageParserTest, ManyFieldsSideBySideAreRefusedNotCompared) {
  std::string body = R"({"object":"page")";
  for (int i = 0; i < 200; ++i) body += ",\"f" + std::to_string(i) + "\":1";
  body += "}";
  Page page;
  EXPECT_THAT(PageParser().Parse(body, &page),
              HasError(ErrorCode::kProviderContract, HasSubstr("more than 100 fields")));
}

TEST(UsageRequestTest, TheAddressIsUsedAsGiven) {
  UsageRequest request;
  request.surface = FindSurface(kCompletions);
  request.start = Day{20'513};
  request.end_time = 1'772'409'600;
  request.grain = Grain({"model", "strange name&x"});
  request.limit = 1;
  for (const char* given : {"http://127.0.0.1:4010", "http://127.0.0.1:4010/"}) {
    EXPECT_EQ(UsageUrl(ParseBaseUrl(given).value(), request),
              "http://127.0.0.1:4010/organization/usage/completions?start_time=1772323200"
              "&end_time=1772409600&bucket_width=1d&limit=1&group_by=model"
              "&group_by=strange%20name%26x");
  }
  EXPECT_EQ(
      UsagePath(ParseBaseUrl("https://api.openai.com/v1/").value(), *FindSurface(kCostsByKey)),
      "/v1/organization/costs");
}

}  // namespace
}  // namespace cognitrack
