// What pages must keep to, seen from the provider: each breach parks, and says why.
#include "tests/support/openai_reading_test.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using PageContractTest = OpenAiReadingTest;

const char kHead[] = R"({"object":"page","data":[],"has_more":)";

TEST_F(PageContractTest, MoreWithoutATokenParks) {
  network_.Answer(200, kHead + std::string("true,\"next_page\":null}"));
  ExpectAllParked(Read(2), 2, "has_more is true, but there is no next_page");
  network_.Answer(200, kHead + std::string("true,\"next_page\":\"\"}"));
  ExpectAllParked(Read(2), 2, "has_more is true, but there is no next_page");
  network_.Answer(200, kHead + std::string("true}"));
  ExpectAllParked(Read(2), 2, "has_more is true, but there is no next_page");
}

TEST_F(PageContractTest, ATokenWithoutMoreParks) {
  network_.Answer(200, kHead + std::string("false,\"next_page\":\"t\"}"));
  ExpectAllParked(Read(2), 2, "has_more is false, but there is a next_page");
}

TEST_F(PageContractTest, ARepeatedTokenParksEvenWhatWasRead) {
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {})}, "a"))
      .Answer(200, OpenAiPage({OpenAiBucket(kMarch1 + 1, {})}, "b"))
      .Answer(200, OpenAiPage({}, "a"));
  ExpectAllParked(Read(3), 3, "a next_page came twice");
}

TEST_F(PageContractTest, PagesWithoutEndAreCutOff) {
  int answered = 0;
  network_.handler = [&answered](const HttpRequest&, HttpResponse* response) {
    response->status = 200;
    response->body = OpenAiPage({}, "t" + std::to_string(answered++));
  };
  ExpectAllParked(Read(2), 2, "do not end after 124 requests");
  EXPECT_EQ(answered, 124);
}

TEST_F(PageContractTest, ABucketTwiceParksWhetherOnOnePageOrTwo) {
  const std::string first = OpenAiBucket(kMarch1, {});
  network_.Answer(200, OpenAiPage({first, first}));
  ExpectAllParked(Read(2), 2, "the bucket of 2026-03-01T00:00:00Z came twice");
  network_.Answer(200, OpenAiPage({first}, "t")).Answer(200, OpenAiPage({first}));
  ExpectAllParked(Read(2), 2, "the bucket of 2026-03-01T00:00:00Z came twice");
}

TEST_F(PageContractTest, BucketsOutOfPlaceParkTheQuery) {
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1 + 1, {}), OpenAiBucket(kMarch1, {})}));
  ExpectAllParked(Read(2), 2, "came after a later one");
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1 - 1, {})}));
  ExpectAllParked(Read(2), 2, "2026-02-28T00:00:00Z lies outside");
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1 + 2, {})}));
  ExpectAllParked(Read(2), 2, "2026-03-03T00:00:00Z lies outside");
}

TEST_F(PageContractTest, BucketsThatAreNoDaysParkTheQuery) {
  const auto page = [](const std::string& start, const std::string& end) {
    return OpenAiPage({R"({"object":"bucket","start_time":)" + start + R"(,"end_time":)" + end +
                       R"(,"results":[]})"});
  };
  struct Case {
    const char* start;
    const char* end;
    const char* reason;
  };
  for (const Case& c : {Case{"1772323201", "1772409600", "does not begin at midnight UTC"},
                        Case{"1772323200", "1772409601", "not within its day"},
                        Case{"1772323200", "1772323200", "not within its day"},
                        Case{"1772323200", "1", "not within its day"},
                        Case{"1772323200000", "1772409600000", "1772323200000 lies outside"},
                        Case{"\"1772323200\"", "1772409600", "no whole number of seconds"},
                        Case{"1772323200.0", "1772409600", "no whole number of seconds"},
                        Case{"-1", "1772409600", "no whole number of seconds"},
                        Case{"1772323200", "null", "no whole number of seconds"}}) {
    network_.Answer(200, page(c.start, c.end));
    ExpectAllParked(Read(1), 1, c.reason);
  }
}

TEST_F(PageContractTest, ADayWithoutABucketIsParkedAlone) {
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1 + 1, {})}));
  ExpectFirstParked(Read(2), "the pages hold no bucket for 2026-03-01");
  network_.Answer(200, OpenAiPage({}));
  const auto result = Read(2);
  ASSERT_OK(result);
  EXPECT_THAT(result->parked, SizeIs(2));
}

TEST_F(PageContractTest, AnAnswerThatIsNoJsonPageParks) {
  network_.Answer(200, "<html>Sign in</html>", {{"content-type", "Text/HTML ; charset=utf-8"}});
  ExpectAllParked(Read(2), 2, "expected JSON, got text/html (a login or error page?)");
  network_.Answer(200, "a,b\n", {{"content-type", "text/csv"}});
  ExpectAllParked(Read(2), 2, "expected JSON, got text/csv");
  network_.Answer(
      200, R"({"error":{"message":"The server had an error, sk-admin-canary","param":null}})");
  ExpectAllParked(
      Read(2), 2,
      R"(under status 200 instead of a page; it says: "The server had an error, sk-…")");
  network_.Answer(200, R"({"object":"list","data":[],"has_more":false})");
  ExpectAllParked(Read(2), 2, "its 'object' is 'list'");
  network_.Answer(200, R"([{"object":"bucket"}])");
  ExpectAllParked(Read(2), 2, "the answer is no JSON object");
  network_.Answer(200, "");
  ExpectAllParked(Read(2), 2, "the answer is empty");
}

TEST_F(PageContractTest, AnyJsonContentTypeOrNoneWillDo) {
  for (const FakeTransport::Headers& headers :
       {FakeTransport::Headers{},
        {{"content-type", "application/json; charset=utf-8"}},
        {{"content-type", "Application/JSON"}},
        {{"content-type", "application/problem+json"}}}) {
    network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {})}), headers);
    const auto result = Read(1);
    ASSERT_OK(result);
    EXPECT_THAT(result->windows, SizeIs(1));
  }
}

TEST_F(PageContractTest, APageCutAnywhereParksEverything) {
  const std::string page = OpenAiPage(
      {OpenAiBucket(kMarch1, {OpenAiRow(1, 2, 3, R"("model":"m-\u0031","batch":false)")}),
       OpenAiBucket(kMarch1 + 1, {OpenAiRow(4, 5, 6, R"("x":[1,{"y":null}])")})});
  for (std::size_t length = 1; length < page.size(); ++length) {
    network_.Answer(200, page.substr(0, length));
    const auto result = Read(2);
    ASSERT_OK(result);
    ASSERT_THAT(result->windows, IsEmpty()) << page.substr(0, length);
    ASSERT_THAT(result->parked, SizeIs(2));
    ASSERT_THAT(result->parked[0].error.message, HasSubstr("at byte")) << length;
  }
}

TEST_F(PageContractTest, MalformedJsonIsNamedWithItsByte) {
  struct Case {
    std::string body;
    std::size_t byte;
  };
  const std::string page = OpenAiPage({OpenAiBucket(kMarch1, {OpenAiRow(1, 2, 3)})});
  const auto with = [&page](const std::string& from, const std::string& to) {
    std::string changed = page;
    changed.replace(page.find(from), from.size(), to);
    return changed;
  };
  for (const Case& c :
       {Case{page + "x", page.size() + 1}, Case{page + "{}", page.size()},
        Case{with("\"input_tokens\":1", "\"input_tokens\":01"), page.find("1,\"output")},
        Case{with("\"has_more\":false", "\"has_more\":fals"), page.find("false,\"next")},
        Case{with("\"object\":\"page\"", "\"object\":\"\xff\""), page.find("page")},
        Case{with("\"data\":[", "\"data\":[,"), page.find("[{\"object\":\"bucket") + 1},
        Case{with("organization.", "organization\n."), page.size() + 1}}) {
    network_.Answer(200, c.body);
    const auto result = Read(1);
    ASSERT_OK(result);
    ASSERT_THAT(result->parked, SizeIs(1)) << c.body;
    EXPECT_THAT(result->parked[0].error.message,
                HasSubstr("malformed JSON at byte " + std::to_string(c.byte) + ":"))
        << c.body;
  }
}

TEST_F(PageContractTest, WhatIsSkippedMustBeJsonToo) {
  network_.Answer(200, R"({"object":"page","new":{"a":[01]},"data":[],"has_more":false})");
  ExpectAllParked(Read(1), 1, "malformed JSON at byte 23: the value of 'new' is not valid");
}

TEST_F(PageContractTest, FieldsMissingOrTwiceParkTheQuery) {
  const std::string page = OpenAiPage({OpenAiBucket(kMarch1, {})});
  struct Case {
    std::string body;
    const char* reason;
  };
  for (const Case& c :
       {Case{R"({"object":"page","data":[]})", "the page has no 'has_more'"},
        Case{R"({"object":"page","has_more":false})", "the page has no 'data'"},
        Case{R"({"data":[],"has_more":false})", "the page has no 'object'"},
        Case{R"({"object":"page","data":{},"has_more":false})", "'data' is no array"},
        Case{R"({"object":"page","data":[],"has_more":"false"})", "neither true nor false"},
        Case{R"({"object":"page","data":[],"has_more":false,"next_page":7})", "neither a text"},
        Case{R"({"object":"page","data":[],"data":[],"has_more":false})",
             "'data' stands there twice"},
        Case{OpenAiPage({R"({"object":"bucket","start_time":1772323200,"end_time":1772409600})"}),
             "a bucket has no 'results'"},
        Case{OpenAiPage({R"({"object":"hour"})"}), "a bucket's 'object' is 'hour'"},
        Case{OpenAiPage({R"({"object":"bucket","results":null})"}), "'results' is no array"},
        Case{OpenAiPage({"7"}), "a bucket is no object"}}) {
    network_.Answer(200, c.body);
    ExpectAllParked(Read(1), 1, c.reason);
  }
}

TEST_F(PageContractTest, NewFieldsOfTheEnvelopeAreReportedAndNoMore) {
  network_.Answer(200, R"({"object":"page","data_refreshed_at":"x","data":[{"object":"bucket",)"
                       R"("start_time":1772323200,"note":{"a":[1]},"end_time":1772409600,)"
                       R"("results":[]}],"has_more":false})");
  const auto result = Read(1);
  ASSERT_OK(result);
  EXPECT_THAT(result->windows, SizeIs(1));
  ASSERT_THAT(result->issues, SizeIs(2));
  EXPECT_EQ(result->issues[0].code, "unknown_field");
  EXPECT_EQ(result->issues[0].where, "/v1/organization/usage/completions bucket.note");
  EXPECT_EQ(result->issues[1].where, "/v1/organization/usage/completions page.data_refreshed_at");
}

TEST_F(PageContractTest, WhatIsWrongInsideABucketParksThatDayAlone) {
  for (const char* row : {R"({"object":"organization.usage.completions.result","input_tokens":-1})",
                          R"({"object":"organization.usage.images.result"})", "7", "null"}) {
    network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {row}), OpenAiBucket(kMarch1 + 1, {})}));
    ExpectFirstParked(Read(2), "2026-03-01 row 1: ");
  }
}

TEST_F(PageContractTest, ABucketThatIsRefusedAndBrokenParksTheQuery) {
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {OpenAiRow(-1, 2, 3), "{\"a\":nul}"}),
                                   OpenAiBucket(kMarch1 + 1, {})}));
  ExpectAllParked(Read(2), 2, "malformed JSON");
}

TEST_F(PageContractTest, APageOverTheLimitIsAskedForAgainWith7ThenWith1) {
  std::vector<std::string> week;
  for (int i = 0; i < 7; ++i) week.push_back(OpenAiBucket(kMarch1 + i, {}));
  network_.Fail(HttpFailure::kTooLarge)
      .Answer(200, OpenAiPage(week, "a"))
      .Fail(HttpFailure::kTooLarge)
      .Answer(200, OpenAiPage({OpenAiBucket(kMarch1 + 7, {})}, "a"))
      .Fail(HttpFailure::kTooLarge);
  const auto result = Read(10);
  ASSERT_OK(result);
  const auto asks = [this](std::size_t n, int first_day, const std::string& limit) {
    const std::string start = "start_time=" + std::to_string((kMarch1 + first_day).start());
    return network_.ParametersOf(n)[0] == start && network_.ParametersOf(n)[3] == "limit=" + limit;
  };
  EXPECT_TRUE(asks(0, 0, "10"));
  EXPECT_TRUE(asks(1, 0, "7"));
  EXPECT_TRUE(asks(2, 0, "7"));
  EXPECT_TRUE(asks(3, 7, "1")) << "from the first day not yet read";
  EXPECT_TRUE(asks(4, 7, "1"));
  EXPECT_THAT(network_.requests[2].url, HasSubstr("&page=a"));
  EXPECT_THAT(network_.requests[3].url, Not(HasSubstr("&page=")));
  EXPECT_THAT(network_.requests, SizeIs(5));
  for (std::size_t n = 0; n < 5; ++n) {
    const Day end = kMarch1 + (n < 3 ? 10 : 9);
    EXPECT_EQ(network_.ParametersOf(n)[1], "end_time=" + std::to_string(end.start()));
  }
  EXPECT_EQ(result->end, kMarch1 + 9) << "two large days at a time";
  EXPECT_EQ(result->buckets_per_page, 1) << "remembered";
  EXPECT_THAT(result->windows, SizeIs(8));
  ASSERT_THAT(result->parked, SizeIs(1));
  EXPECT_EQ(result->parked[0].start, (kMarch1 + 8).start());
  EXPECT_THAT(result->parked[0].error.message, HasSubstr("exceeds the body limit"));
  ASSERT_THAT(result->issues, SizeIs(1));
  EXPECT_EQ(result->issues[0].code, "page_too_large");
  EXPECT_EQ(result->issues[0].count, 2);
}

TEST_F(PageContractTest, DaysOfWhichAPageHoldsOneAreReadTwoAtATime) {
  query_.buckets_per_page = 1;
  for (int i = 0; i < 2; ++i) {
    const std::string token = i == 0 ? "a" : "";
    network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1 + i, {})}, token));
  }
  const auto result = Read(10);
  ASSERT_OK(result);
  EXPECT_EQ(result->end, kMarch1 + 2);
  EXPECT_THAT(result->windows, SizeIs(2));
  EXPECT_THAT(result->parked, IsEmpty());
  ASSERT_THAT(network_.requests, SizeIs(2));
  for (std::size_t n = 0; n < 2; ++n) {
    EXPECT_EQ(network_.ParametersOf(n)[1], "end_time=" + std::to_string((kMarch1 + 2).start()));
    EXPECT_EQ(network_.ParametersOf(n)[3], "limit=1");
  }
}

TEST_F(PageContractTest, DaysThatTurnOutLargeEndTheAnswerTwoDaysOn) {
  network_.Fail(HttpFailure::kTooLarge).Fail(HttpFailure::kTooLarge);
  for (int i = 0; i < 2; ++i) {
    const std::string token = i == 0 ? "a" : "";
    network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1 + i, {})}, token));
  }
  const auto result = Read(20);
  ASSERT_OK(result);
  EXPECT_EQ(result->end, kMarch1 + 2);
  EXPECT_THAT(result->windows, SizeIs(2));
  EXPECT_EQ(network_.ParametersOf(1)[1], "end_time=" + std::to_string((kMarch1 + 20).start()));
  EXPECT_EQ(network_.ParametersOf(2)[1], "end_time=" + std::to_string((kMarch1 + 2).start()));
}

TEST_F(PageContractTest, ARememberedPageSizeIsAskedForAtOnce) {
  query_.buckets_per_page = 7;
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {}), OpenAiBucket(kMarch1 + 1, {})}));
  const auto result = Read(2);
  ASSERT_OK(result);
  EXPECT_EQ(network_.ParametersOf(0)[3], "limit=2");
  EXPECT_EQ(result->buckets_per_page, 7);
}

}  // namespace
}  // namespace cognitrack
