#include "net/http.h"

#include <gmock/gmock.h>

#include "net/percent_encoding.h"

namespace cognitrack {
namespace {

TEST(HttpResponseTest, FindsAHeaderByItsLowerCaseName) {
  HttpResponse response;
  response.headers = {{"content-type", "application/json"}, {"retry-after", "3"}};
  EXPECT_EQ(response.Header("retry-after"), "3");
  EXPECT_EQ(response.Header("date"), "");
}

TEST(HttpResponseTest, ClearKeepsNothing) {
  HttpResponse response;
  response.failure = HttpFailure::kTimeout;
  response.failure_detail = "slow";
  response.status = 200;
  response.headers = {{"date", "x"}};
  response.body = "y";
  response.Clear();
  EXPECT_EQ(response.failure, HttpFailure::kNone);
  EXPECT_EQ(response.failure_detail, "");
  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.headers.size(), 0U);
  EXPECT_EQ(response.body, "");
}

TEST(PercentEncodingTest, LeavesNothingThatCouldEndAParameter) {
  std::string encoded = "page=";
  AppendPercentEncoded("page_AZaz09-._~", &encoded);
  EXPECT_EQ(encoded, "page=page_AZaz09-._~");
  encoded.clear();
  AppendPercentEncoded("a=b&c d/é\n?#%+", &encoded);
  EXPECT_EQ(encoded, "a%3Db%26c%20d%2F%C3%A9%0A%3F%23%25%2B");
}

}  // namespace
}  // namespace cognitrack
