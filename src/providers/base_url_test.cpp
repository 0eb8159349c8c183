#include "providers/base_url.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(BaseUrlTest, TakesTheAddressAsGivenWithoutItsLastSlash) {
  struct Case {
    const char* given;
    const char* text;
    const char* path;
  };
  for (const Case& c : {Case{"https://api.openai.com/v1", "https://api.openai.com/v1", "/v1"},
                        Case{"https://api.openai.com/v1/", "https://api.openai.com/v1", "/v1"},
                        Case{"https://api.openai.com", "https://api.openai.com", ""},
                        Case{"https://api.openai.com/", "https://api.openai.com", ""},
                        Case{"HTTPS://gateway.example:8443/openai//",
                             "HTTPS://gateway.example:8443/openai", "/openai"},
                        Case{"http://127.0.0.1:4010", "http://127.0.0.1:4010", ""},
                        Case{"http://127.8.9.255/v1", "http://127.8.9.255/v1", "/v1"},
                        Case{"http://LocalHost:1/v1", "http://LocalHost:1/v1", "/v1"},
                        Case{"http://[::1]:65535/v1", "http://[::1]:65535/v1", "/v1"},
                        Case{"https://[2001:db8::1]/v1", "https://[2001:db8::1]/v1", "/v1"}}) {
    const auto url = ParseBaseUrl(c.given);
    ASSERT_OK(url);
    EXPECT_EQ(url->text, c.text);
    EXPECT_EQ(url->path, c.path);
  }
}

TEST(BaseUrlTest, PlainHttpIsForLoopbackAlone) {
  for (const char* text :
       {"http://api.openai.com/v1", "http://10.0.0.1", "http://128.0.0.1", "http://127.0.0.1.evil",
        "http://127.1", "http://127.0.0.256", "http://0127.0.0.1", "http://localhost.evil",
        "http://[::2]", "http://[::1].evil", "http://[::ffff:127.0.0.1]"}) {
    EXPECT_THAT(ParseBaseUrl(text), HasError(ErrorCode::kConfig, HasSubstr(text)));
  }
  EXPECT_THAT(ParseBaseUrl("http://api.openai.com/v1"),
              HasError(ErrorCode::kConfig, HasSubstr("loopback only")));
}

TEST(BaseUrlTest, RefusesWhatIsNoAddress) {
  for (const char* text : {"", "/", "api.openai.com/v1", "ftp://api.openai.com", "https://",
                           "https:///v1", "https://:443", "https://h:0", "https://h:65536",
                           "https://h:x", "https://[::1", "https://h/v1?x=1", "https://h/v1#x",
                           "https://h/ v1", "https://h/\n", "https://h\\@evil", "https://h/é"}) {
    EXPECT_THAT(ParseBaseUrl(text), HasError(ErrorCode::kConfig, HasSubstr("address"))) << text;
  }
}

TEST(BaseUrlTest, NeverRepeatsAPassword) {
  EXPECT_THAT(ParseBaseUrl("https://user:canary@api.openai.com/v1"),
              HasError(ErrorCode::kConfig, AllOf(HasSubstr("password"), Not(HasSubstr("canary")))));
}

}  // namespace
}  // namespace cognitrack
