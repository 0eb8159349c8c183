#include "formats/exact_json.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

std::string Again(std::string_view text) {
  const auto json = ParseExactJson(text);
  EXPECT_OK(json);
  return json ? ToText(*json) : "";
}

TEST(ExactJsonTest, NumbersKeepTheirText) {
  const std::string numbers =
      R"([0,-0,1.0,0.10,1e5,1E-6,123456789012345678901234567890,0.003400000000000000000000000000])";
  EXPECT_EQ(Again(numbers), numbers);
}

TEST(ExactJsonTest, MembersKeepTheirOrderAndBlanksGo) {
  EXPECT_EQ(
      Again(" { \"b\" : [ ] ,\n\"a\": {\"x\":null, \"y\" : true,\"z\":false} , \"b\":\"é\\n\" }\n"),
      R"({"b":[],"a":{"x":null,"y":true,"z":false},"b":"é\n"})");
  EXPECT_EQ(Again(R"("")"), R"("")");
}

TEST(ExactJsonTest, AMemberIsFoundByItsName) {
  const auto json = ParseExactJson(R"({"a":1,"b":"two"})");
  ASSERT_OK(json);
  ASSERT_NE(json->Find("b"), nullptr);
  EXPECT_EQ(json->Find("b")->text, "two");
  EXPECT_EQ(json->Find("c"), nullptr);
}

TEST(ExactJsonTest, WhatIsNoJsonIsRefusedWithItsByte) {
  EXPECT_THAT(ParseExactJson("{\"a\":01}"),
              HasError(ErrorCode::kProviderContract, HasSubstr("at byte")));
  EXPECT_FALSE(ParseExactJson("{} x"));
  EXPECT_FALSE(ParseExactJson("{\"a\":"));
  EXPECT_FALSE(ParseExactJson(""));
  EXPECT_FALSE(ParseExactJson(std::string(100, '[') + std::string(100, ']')));
}

}  // namespace
}  // namespace cognitrack
