#include "providers/openai/json_token.h"

#include <gmock/gmock.h>

#include <string>

namespace cognitrack {
namespace {

JsonKind KindOfText(std::string_view token) { return KindOf(&token); }

TEST(JsonTokenTest, KnowsEachKindAndDropsTrailingBlanks) {
  std::string_view token = "null \r\n\t";
  EXPECT_EQ(KindOf(&token), JsonKind::kNull);
  EXPECT_EQ(token, "null");
  EXPECT_EQ(KindOfText("{"), JsonKind::kObject);
  EXPECT_EQ(KindOfText("["), JsonKind::kArray);
  EXPECT_EQ(KindOfText("\"\" "), JsonKind::kString);
  EXPECT_EQ(KindOfText("true"), JsonKind::kBool);
  EXPECT_EQ(KindOfText("false\n"), JsonKind::kBool);
  EXPECT_EQ(KindOfText("-1"), JsonKind::kNumber);
}

TEST(JsonTokenTest, RefusesWhatOnlyBeginsLikeAValue) {
  for (const char* token : {"", " ", "tru", "truex", "falsee", "nul", "nulll", "NaN", "Infinity",
                            "+1", ".5", "\"", "}", "]", ",", "'a'"}) {
    EXPECT_EQ(KindOfText(token), JsonKind::kMalformed) << token;
  }
}

TEST(JsonTokenTest, TakesNumbersOfTheStandardAlone) {
  for (const char* token : {"0", "-0", "10", "1.5", "-1.50", "1e3", "1E+03", "1.0e-7", "0.0"}) {
    EXPECT_TRUE(IsJsonNumber(token)) << token;
  }
  for (const char* token : {"", "-", "01", "00", "-01", "1.", ".1", "1e", "1e+", "1.e3", "0x1",
                            "1 ", "1_000", "1,0", "--1", "1a"}) {
    EXPECT_FALSE(IsJsonNumber(token)) << token;
  }
}

TEST(JsonTokenTest, ParsesCountsExactlyUpToTheLimit) {
  struct Case {
    const char* token;
    std::int64_t value;
  };
  for (const Case& c :
       {Case{"0", 0}, Case{"9007199254740993", 9007199254740993},
        Case{"999999999999999999", 999999999999999999},
        Case{"1000000000000000000", 1000000000000000000}, Case{"9223372036854775807", INT64_MAX}}) {
    std::int64_t count = -1;
    EXPECT_EQ(ParseCountToken(c.token, &count), CountProblem::kNone) << c.token;
    EXPECT_EQ(count, c.value);
  }
}

TEST(JsonTokenTest, SaysWhyANumberIsNoCount) {
  struct Case {
    const char* token;
    CountProblem problem;
  };
  for (const Case& c :
       {Case{"-1", CountProblem::kNegative}, Case{"-0", CountProblem::kNegative},
        Case{"-1.5", CountProblem::kNegative}, Case{"1.0", CountProblem::kNotWhole},
        Case{"1e3", CountProblem::kNotWhole}, Case{"9223372036854775808", CountProblem::kTooLarge},
        Case{"18446744073709551616", CountProblem::kTooLarge},
        Case{"1000000000000000000000000000000", CountProblem::kTooLarge},
        Case{"01", CountProblem::kMalformed},
        Case{"0000000000000000000001", CountProblem::kMalformed},
        Case{"", CountProblem::kMalformed}, Case{"1x", CountProblem::kMalformed}}) {
    std::int64_t count = -7;
    EXPECT_EQ(ParseCountToken(c.token, &count), c.problem) << c.token;
    EXPECT_EQ(count, -7);
  }
}

TEST(JsonTokenTest, ChecksASkippedContainerToTheLastBracket) {
  for (const char* text : {"{}", "[]", R"({"a":[1,2.5e3,null,true,"x\u0041"],"b":{"c":{}}})"}) {
    EXPECT_TRUE(IsStrictContainer(text, 3)) << text;
  }
  for (const char* text : {"",
                           "1",
                           "null",
                           "{",
                           "[",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           R"({"a"})",
                           R"({"a":})",
                           R"({"a":1,})",
                           R"({"a":01})",
                           R"({"a":tru})",
                           R"({"a":"\x"})",
                           R"({"a":[1})",
                           R"([{"a":1])",
                           "[1]]",
                           "[1] [2]",
                           R"({"a":1}x)",
                           R"(["\ud800"])",
                           "[1}",
                           "{]"}) {
    EXPECT_FALSE(IsStrictContainer(text, 9)) << text;
  }
}

TEST(JsonTokenTest, BoundsTheDepth) {
  EXPECT_TRUE(IsStrictContainer("[[[]]]", 3));
  EXPECT_FALSE(IsStrictContainer("[[[]]]", 2));
  EXPECT_FALSE(IsStrictContainer(std::string(2'000, '[') + std::string(2'000, ']'), 64));
}

}  // namespace
}  // namespace cognitrack
