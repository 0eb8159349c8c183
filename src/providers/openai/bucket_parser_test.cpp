#include "providers/openai/bucket_parser.h"

#include <gmock/gmock.h>

#include "net/http.h"
#include "tests/support/openai_pages.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::SizeIs;
using Verdict = BucketOutcome::Verdict;

constexpr Day kDay{20'513};  // 2026-03-01

class BucketParserTest : public ::testing::Test {
 protected:
  BucketOutcome Parse(const std::vector<std::string>& rows) {
    std::string text = "[";
    for (const std::string& row : rows) text += (text.size() > 1 ? "," : "") + row;
    return ParseText(text + "]");
  }
  BucketOutcome ParseText(const std::string& results) {
    text_ = results;
    text_.reserve(text_.size() + kBodyPadding);
    read_ = {};
    read_.start = kDay.start();
    read_.grain = Grain({"model", "batch"});
    parser_.Begin(&series_, &issues_);
    return parser_.Parse(text_, &read_);
  }
  void ExpectRefused(const std::string& row, const std::string& reason) {
    const BucketOutcome outcome = Parse({OpenAiRow(1, 2, 3), row});
    EXPECT_EQ(outcome.verdict, Verdict::kRefused) << row << outcome.reason;
    EXPECT_THAT(outcome.reason, HasSubstr("2026-03-01 row 2: ")) << row;
    EXPECT_THAT(outcome.reason, HasSubstr(reason)) << row;
  }
  const Series& SeriesOf(std::size_t row) { return series_.At(read_.rows.at(row).series); }
  std::optional<std::int64_t> Value(std::size_t row, Metric metric) {
    return read_.rows.at(row).metrics.Get(metric);
  }

  SeriesTable series_;
  IssueTally issues_;
  BucketParser parser_{*FindSurface(kCompletions), "/surface"};
  std::string text_;
  WindowRead read_;
};

TEST_F(BucketParserTest, ReadsMetricsAndDimensionsAsTheyStand) {
  const BucketOutcome outcome = Parse({OpenAiRow(5'000, 0, INT64_MAX,
                                                 R"("input_cached_tokens":1800,"model":"m-1",)"
                                                 R"("batch":false,"service_tier":"")")});
  EXPECT_EQ(outcome.verdict, Verdict::kRead) << outcome.reason;
  EXPECT_EQ(outcome.rows, 1);
  ASSERT_THAT(read_.rows, SizeIs(1));
  EXPECT_THAT(Value(0, Metric::kInputTokens), Optional(5'000));
  EXPECT_THAT(Value(0, Metric::kOutputTokens), Optional(0));
  EXPECT_THAT(Value(0, Metric::kNumModelRequests), Optional(INT64_MAX));
  EXPECT_THAT(Value(0, Metric::kInputCachedTokens), Optional(1'800));
  EXPECT_THAT(Value(0, Metric::kInputAudioTokens), Eq(std::nullopt));
  EXPECT_EQ(SeriesOf(0), Series({{"batch", "false"}, {"model", "m-1"}, {"service_tier", ""}}));
  EXPECT_EQ(read_.reported.size(), 4);
}

TEST_F(BucketParserTest, NullIsNotReportedAndNotAttributed) {
  const std::string row =
      R"({"input_tokens":1,"output_tokens":2,"num_model_requests":3,"input_cached_tokens":null,)"
      R"("input_cache_write_30m_tokens": null ,"model":null,"batch":null,"new_field":null})";
  EXPECT_EQ(Parse({row}).verdict, Verdict::kRead);
  EXPECT_THAT(Value(0, Metric::kInputCachedTokens), Eq(std::nullopt));
  EXPECT_EQ(SeriesOf(0), Series());
  EXPECT_EQ(read_.grain, Grain({"model", "batch"}));
  EXPECT_THAT(issues_.Take(), IsEmpty());
}

TEST_F(BucketParserTest, AnEmptyBucketIsAConfirmedZero) {
  EXPECT_EQ(ParseText(" [ ] ").verdict, Verdict::kRead);
  EXPECT_THAT(read_.rows, IsEmpty());
  EXPECT_TRUE(read_.reported.empty());
}

TEST_F(BucketParserTest, BatchIsTheTextOfItsBoolean) {
  EXPECT_EQ(Parse({OpenAiRow(1, 1, 1, R"("batch":true)"), OpenAiRow(1, 1, 1, R"("batch":"true")"),
                   OpenAiRow(1, 1, 1, R"("batch":false)")})
                .verdict,
            Verdict::kRead);
  ASSERT_THAT(read_.rows, SizeIs(2)) << "one value, whether boolean or text";
  EXPECT_EQ(SeriesOf(0), Series({{"batch", "true"}}));
  EXPECT_EQ(SeriesOf(1), Series({{"batch", "false"}}));
}

TEST_F(BucketParserTest, AKnownMetricThatIsNoCountRefusesTheWindow) {
  struct Case {
    const char* value;
    const char* reason;
  };
  for (const Case& c : {Case{"-1", "input_tokens is -1, negative"}, Case{"-0", "negative"},
                        Case{"1.0", "input_tokens is 1.0, written with a fraction"},
                        Case{"1e3", "an exponent"}, Case{"9223372036854775808", "larger than 2^63"},
                        Case{"100000000000000000000", "larger than 2^63"},
                        Case{"\"12\"", "input_tokens is \"12\", a text"},
                        Case{"true", "input_tokens is true, not a whole number"},
                        Case{"[1]", "not a whole number"}, Case{"{}", "not a whole number"}}) {
    ExpectRefused(R"({"input_tokens":)" + std::string(c.value) + "}", c.reason);
  }
}

TEST_F(BucketParserTest, ADimensionThatIsNoShortTextRefusesTheWindow) {
  ExpectRefused(R"({"model":7})", "model is 7, no text");
  ExpectRefused(R"({"model":true})", "model is true, no text");
  ExpectRefused(R"({"model":["a"]})", "no text");
  ExpectRefused(R"({"model":"a\u0000b"})", "'model' holds a zero byte");
  ExpectRefused(R"({"new_dimension":"a\u0000b"})", "'new_dimension' holds a zero byte");
  ExpectRefused(R"({"new\u0000":"a"})", "the name of a field");
  ExpectRefused(R"({"model":")" + std::string(513, 'a') + "\"}", "longer than 512 bytes");
  ExpectRefused(R"({"x":")" + std::string(513, 'a') + "\"}", "longer than 512 bytes");
  EXPECT_EQ(Parse({R"({"model":")" + std::string(512, 'a') + "\"}"}).verdict, Verdict::kRead);
  EXPECT_EQ(Parse({R"({"model":")" + std::string(512, 'a') + "\\\\\"}"}).verdict,
            Verdict::kRefused);
}

TEST_F(BucketParserTest, WhatIsNoRowRefusesTheWindow) {
  ExpectRefused("7", "it is no object");
  ExpectRefused("[]", "it is no object");
  ExpectRefused(R"({"object":"organization.usage.embeddings.result"})",
                "not organization.usage.comp");
  ExpectRefused(R"({"input_tokens":1,"input_tokens":1})", "'input_tokens' stands there twice");
  ExpectRefused(R"({"input_tokens":1,"input\u005ftokens":1})", "'input_tokens' stands there twice");
  ExpectRefused(R"({"x":1,"x":null})", "'x' stands there twice");
}

TEST_F(BucketParserTest, TextsAreUnescapedAndKeptToTheByte) {
  EXPECT_EQ(Parse({OpenAiRow(1, 1, 1, R"("model":"a\"\\\/\n\u00e9\ud83d\ude00é")"),
                   OpenAiRow(1, 1, 1, R"("mod\u0065l":"b")"),
                   OpenAiRow(1, 1, 1, "\"model\" : \"b\" \n ")})
                .verdict,
            Verdict::kRead);
  ASSERT_THAT(read_.rows, SizeIs(2));
  EXPECT_EQ(SeriesOf(0), Series({{"model", "a\"\\/\né😀é"}}));
  EXPECT_EQ(SeriesOf(1), Series({{"model", "b"}}));
}

TEST_F(BucketParserTest, WhatIsNoJsonIsMalformedWithItsByte) {
  struct Case {
    const char* text;
    std::size_t at;
  };
  for (const Case& c : {Case{R"([{"input_tokens":01}])", 17}, Case{R"([{"model":"\x"}])", 10},
                        Case{R"([{"model":"\ud800"}])", 10}, Case{R"([{"batch":tru}])", 10},
                        Case{R"([{"new":1.}])", 8}, Case{R"([{"new":{"a":01}}])", 8},
                        Case{R"([{"new":}])", 8}, Case{R"([{"a":1},])", 9}, Case{R"([nul])", 1}}) {
    const BucketOutcome outcome = ParseText(c.text);
    EXPECT_EQ(outcome.verdict, Verdict::kMalformed) << c.text;
    EXPECT_EQ(outcome.at, c.at) << c.text << outcome.reason;
  }
  for (const char* text : {R"([{"a":1 "b":2}])", R"([{"a" 1}])", R"([{a:1}])", "[1]]", "[{}{}]",
                           "[[1}]", "{}", "7", "", "[", R"([{"a":1])", "[{},{]"}) {
    EXPECT_EQ(ParseText(text).verdict, Verdict::kMalformed) << text;
  }
}

TEST_F(BucketParserTest, RowsOfOneSeriesAreSummedAndReported) {
  const std::string fields = R"("model":"m-1")";
  EXPECT_EQ(Parse({OpenAiRow(1, 2, 8, fields), OpenAiRow(5, 0, 0, R"("model":"m-2")"),
                   OpenAiRow(10, 20, 1, fields), OpenAiRow(10, 20, 1, fields)})
                .verdict,
            Verdict::kRead);
  ASSERT_THAT(read_.rows, SizeIs(2));
  EXPECT_THAT(Value(0, Metric::kInputTokens), Optional(21));
  EXPECT_THAT(Value(0, Metric::kNumModelRequests), Optional(10));
  const auto issues = issues_.Take();
  ASSERT_THAT(issues, SizeIs(2));
  EXPECT_EQ(issues[0].code, "identical_rows");
  EXPECT_EQ(issues[0].where, "2026-03-01");
  EXPECT_THAT(issues[0].detail, HasSubstr("row 4"));
  EXPECT_EQ(issues[1].code, "repeated_series");
  EXPECT_THAT(issues[1].detail, HasSubstr("row 3"));
}

TEST_F(BucketParserTest, ASumBeyond63BitsRefusesTheWindow) {
  const std::string fields = R"("model":"m-1")";
  const BucketOutcome outcome =
      Parse({OpenAiRow(INT64_MAX, 2, 8, fields), OpenAiRow(1, 0, 0, fields)});
  EXPECT_EQ(outcome.verdict, Verdict::kRefused);
  EXPECT_THAT(outcome.reason, HasSubstr("row 2: rows with the same dimensions add up to more"));
}

TEST_F(BucketParserTest, UnknownNumbersAreMetricsInTheirOwnDigits) {
  EXPECT_EQ(Parse({OpenAiRow(1, 1, 1, R"("model":"m","reasoning_tokens":9223372036854775808)"),
                   OpenAiRow(1, 1, 1, R"("model":"n","reasoning_tokens":-1.50e-2,"energy":4761.0)"),
                   OpenAiRow(1, 1, 1, R"("model":"m","reasoning_tokens":1)")})
                .verdict,
            Verdict::kRead);
  const SeriesRef m = read_.rows[0].series;
  const SeriesRef n = read_.rows[1].series;
  EXPECT_THAT(read_.unknown_metrics,
              ElementsAre(UnknownMetric{m, "reasoning_tokens", "9223372036854775809"},
                          UnknownMetric{n, "reasoning_tokens", "-0.015"},
                          UnknownMetric{n, "energy", "4761"}));
  const auto issues = issues_.Take();
  ASSERT_THAT(issues, SizeIs(3)) << "two fields and a repeated series";
  EXPECT_EQ(issues[1].code, "unknown_metric");
  EXPECT_EQ(issues[1].where, "/surface energy");
  EXPECT_EQ(issues[1].detail, "first in 2026-03-01 row 2");
  EXPECT_EQ(issues[1].count, 1);
  EXPECT_EQ(issues[2].where, "/surface reasoning_tokens");
  EXPECT_EQ(issues[2].count, 3);
}

TEST_F(BucketParserTest, ANumberOfTooManyDigitsIsNotDropped) {
  ExpectRefused(R"({"x":1)" + std::string(400, '0') + "}", "too many digits");
  ExpectRefused(R"({"x":1e999999})", "too many digits");
}

TEST_F(BucketParserTest, UnknownTextsAndBooleansJoinSeriesAndGrain) {
  EXPECT_EQ(Parse({OpenAiRow(1, 1, 1, R"("model":"m","region":"eu","cached":true)"),
                   OpenAiRow(1, 1, 1, R"("model":"m","region":"us","project_id":"proj_alpha")")})
                .verdict,
            Verdict::kRead);
  EXPECT_EQ(SeriesOf(0), Series({{"cached", "true"}, {"model", "m"}, {"region", "eu"}}));
  EXPECT_EQ(SeriesOf(1), Series({{"model", "m"}, {"project_id", "proj_alpha"}, {"region", "us"}}));
  EXPECT_EQ(read_.grain, Grain({"batch", "cached", "model", "project_id", "region"}));
  const auto issues = issues_.Take();
  ASSERT_THAT(issues, SizeIs(2)) << "project_id is known, though it was not asked for";
  EXPECT_EQ(issues[0].code, "unknown_dimension");
  EXPECT_EQ(issues[0].where, "/surface cached");
  EXPECT_EQ(issues[1].count, 2);
  ASSERT_EQ(Parse({OpenAiRow(1, 1, 1)}).verdict, Verdict::kRead);
  EXPECT_EQ(read_.grain, Grain({"batch", "model"})) << "the next bucket has its own grain";
}

TEST_F(BucketParserTest, UnknownNestedValuesAreReportedAndNoMore) {
  EXPECT_EQ(Parse({OpenAiRow(1, 1, 1, R"("details":{"a":[1,null]},"list":[])")}).verdict,
            Verdict::kRead);
  EXPECT_EQ(SeriesOf(0), Series());
  EXPECT_THAT(read_.unknown_metrics, IsEmpty());
  const auto issues = issues_.Take();
  ASSERT_THAT(issues, SizeIs(2));
  EXPECT_EQ(issues[0].code, "unknown_field");
  EXPECT_EQ(issues[0].where, "/surface details");
}

TEST_F(BucketParserTest, ARequiredMetricThatIsMissingIsReportedNotInvented) {
  EXPECT_EQ(Parse({R"({"input_tokens":1,"num_model_requests":1,"model":"a"})",
                   R"({"input_tokens":1,"num_model_requests":1,"output_tokens":null})"})
                .verdict,
            Verdict::kRead);
  EXPECT_THAT(Value(0, Metric::kOutputTokens), Eq(std::nullopt));
  EXPECT_FALSE(read_.reported.Has(Metric::kOutputTokens));
  const auto issues = issues_.Take();
  ASSERT_THAT(issues, SizeIs(1));
  EXPECT_EQ(issues[0].code, "missing_field");
  EXPECT_EQ(issues[0].where, "2026-03-01 output_tokens");
  EXPECT_EQ(issues[0].count, 2);
}

TEST_F(BucketParserTest, BrokenIdentitiesAreCountedWithAnExample) {
  const std::string broken = R"("input_cached_tokens":1,"input_uncached_tokens":8,"model":)";
  EXPECT_EQ(Parse({OpenAiRow(9, 1, 1, broken + "\"a\""), OpenAiRow(10, 1, 1, broken + "\"b\""),
                   OpenAiRow(11, 1, 1, broken + "\"c\"")})
                .verdict,
            Verdict::kRead);
  const auto issues = issues_.Take();
  ASSERT_THAT(issues, SizeIs(1));
  EXPECT_EQ(issues[0].code, "identity_broken");
  EXPECT_EQ(issues[0].where,
            "2026-03-01 input_tokens = input_cached_tokens + input_cache_write_tokens + "
            "input_uncached_tokens");
  EXPECT_EQ(issues[0].detail, "row 2: 10 against 9");
  EXPECT_EQ(issues[0].count, 2);
}

TEST_F(BucketParserTest, FieldsInAnyOrderGiveTheSameRows) {
  EXPECT_EQ(Parse({R"({"model":"m","batch":false,"input_tokens":1,"output_tokens":2,)"
                   R"("num_model_requests":3})",
                   R"({"num_model_requests":3,"batch":false,"output_tokens":2,"model":"m",)"
                   R"("input_tokens":1})"})
                .verdict,
            Verdict::kRead);
  ASSERT_THAT(read_.rows, SizeIs(1));
  EXPECT_THAT(Value(0, Metric::kInputTokens), Optional(2));
  EXPECT_EQ(series_.size(), 1U);
}

TEST_F(BucketParserTest, NothingOfARowReachesTheNext) {
  EXPECT_EQ(
      Parse({OpenAiRow(1, 1, 1, R"("input_cached_tokens":7,"model":"a")"),
             OpenAiRow(1, 1, 1, R"("project_id":"a")"), OpenAiRow(1, 1, 1, R"("user_id":"a")")})
          .verdict,
      Verdict::kRead);
  ASSERT_THAT(read_.rows, SizeIs(3));
  EXPECT_THAT(Value(1, Metric::kInputCachedTokens), Eq(std::nullopt));
  EXPECT_EQ(SeriesOf(1), Series({{"project_id", "a"}}));
  EXPECT_EQ(SeriesOf(2), Series({{"user_id", "a"}})) << "the same value under another name";
}

TEST_F(BucketParserTest, AFieldIsNotTakenForOneWhoseNameBeginsAlike) {
  EXPECT_EQ(
      Parse({OpenAiRow(1, 1, 1, R"("model":"a")"), OpenAiRow(1, 1, 1, R"("model_version":"a")"),
             OpenAiRow(1, 1, 1, R"("mod":"a")")})
          .verdict,
      Verdict::kRead);
  ASSERT_THAT(read_.rows, SizeIs(3));
  EXPECT_EQ(SeriesOf(1), Series({{"model_version", "a"}}));
  EXPECT_EQ(SeriesOf(2), Series({{"mod", "a"}}));
}

}  // namespace
}  // namespace cognitrack
