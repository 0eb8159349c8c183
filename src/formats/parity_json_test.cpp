#include "formats/parity_json.h"

#include <gmock/gmock.h>

#include "formats/json_writer.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

const Day kMay1{20'574};  // 2026-05-01.
const WideCount kBeyond64 = WideCount{9'223'372'036'854'775'807} * 2;

ParityDocument TwoDays() {
  ParityDocument document;
  document.verdict = Verdict::kVariance;
  document.source = "openai";
  document.from = kMay1;
  document.to = kMay1 + 1;
  document.dimensions = {"model", "user_id"};
  document.dropped = {{"api_source", "not a column of the export"}};
  document.not_compared = {"input_text_tokens"};
  document.csv_totals = {{"input_text_tokens", 4}, {"input_tokens", kBeyond64}};
  document.ledger_totals = {{"input_tokens", 7}};
  document.csv_decimal_totals = {{"compute_units", "1.5"}};
  document.ledger_decimal_totals = {{"compute_units", "2"}};

  ParityDay first;
  first.day = kMay1;
  first.verdict = Verdict::kVariance;
  first.cause = Cause::kValueDiffers;
  first.ledger_state = "settled";
  first.ledger_origin = "api";
  first.ledger_hash = "c0ffee";
  first.csv = MetricSums{{"input_text_tokens", 4}, {"input_tokens", kBeyond64}};
  first.ledger = MetricSums{{"input_tokens", 7}};
  first.csv_decimals = {{"compute_units", "1.5"}};
  first.ledger_decimals = {{"compute_units", "2"}};
  ParityDay second;
  second.day = kMay1 + 1;
  second.verdict = Verdict::kIncomplete;
  second.cause = Cause::kWindowMissing;
  second.ledger_state = "missing";
  second.csv = MetricSums{{"input_tokens", 0}};
  document.days = {first, second};

  ParityDifference difference;
  difference.day = kMay1;
  difference.cause = Cause::kValueDiffers;
  difference.dimensions = {{"model", "gpt \"a\"\n|b"}, {"user_id", std::nullopt}};
  difference.metrics["input_tokens"] = {kBeyond64, WideCount{7}, kBeyond64 - 7};
  difference.metrics["output_tokens"] = {std::nullopt, WideCount{3}, WideCount{-3}};
  difference.decimals["compute_units"] = {"1.5", "2", "-0.5"};
  difference.at = {{"may.csv", 2}};
  document.differences_total = 12;
  document.differences = {difference};
  document.files = {{"may.csv", "ab12", "openai completions usage", 3, 1, {"hue"}, {"batch"}}};
  document.spot_checks = {
      {{{"project_id", "proj_alpha"}}, {{"input_tokens", 5}}, {{"input_tokens", 7}}}};
  document.notes = {"One note."};
  return document;
}

constexpr std::string_view kTwoDaysJson =
    R"({"verdict":"variance","surface":"completions","source":"openai","from":"2026-05-01",)"
    R"("to":"2026-05-02","dimensions":["model","user_id"],)"
    R"("dropped":{"api_source":"not a column of the export"},"not_compared":["input_text_tokens"],)"
    R"("totals":{"csv":{"input_text_tokens":4,"input_tokens":18446744073709551614,)"
    R"("compute_units":"1.5"},"ledger":{"input_tokens":7,"compute_units":2},)"
    R"("delta":{"input_tokens":18446744073709551607,"compute_units":"-0.5"}},)"
    R"("days":[{"date":"2026-05-01","verdict":"variance","cause":"value_differs",)"
    R"("ledger_state":"settled","ledger_origin":"api","ledger_hash":"c0ffee",)"
    R"("self":false,)"
    R"("csv":{"input_text_tokens":4,"input_tokens":18446744073709551614,"compute_units":"1.5"},)"
    R"("ledger":{"input_tokens":7,"compute_units":2}},)"
    R"({"date":"2026-05-02","verdict":"incomplete","cause":"window_missing",)"
    R"("ledger_state":"missing","ledger_origin":"","ledger_hash":null,)"
    R"("self":false,"csv":{"input_tokens":0},)"
    R"("ledger":null}],"differences_total":12,)"
    R"("differences":[{"date":"2026-05-01","kind":"mismatch",)"
    R"("dimensions":{"model":"gpt \"a\"\n|b","user_id":null},)"
    R"("metrics":{"input_tokens":{"csv":18446744073709551614,"ledger":7,)"
    R"("delta":18446744073709551607},"output_tokens":{"csv":null,"ledger":3,"delta":-3},)"
    R"("compute_units":{"csv":"1.5","ledger":2,"delta":"-0.5"}},)"
    R"("cause":"value_differs","at":[{"file":"may.csv","line":2}]}],)"
    R"("files":[{"name":"may.csv","sha256":"ab12","kind":"openai completions usage","rows":3,)"
    R"("blank_days":1,"columns":{"unknown":["hue"],"missing":["batch"]}}],)"
    R"("spot_checks":[{"dimensions":{"project_id":"proj_alpha"},"csv":{"input_tokens":5},)"
    R"("ledger":{"input_tokens":7},"delta":{"input_tokens":-2}}],"notes":["One note."]})";

TEST(ParityJsonTest, HasTheKeysOfTheContractAndCountsAsIntegersOfAnyWidth) {
  EXPECT_EQ(ParityJson(TwoDays()), kTwoDaysJson);
}

TEST(ParityJsonTest, ParsingIsTheInverse) {
  const Result<ParityDocument> parsed = ParseParityJson(kTwoDaysJson);
  ASSERT_OK(parsed);
  EXPECT_EQ(ParityJson(*parsed), kTwoDaysJson);
  EXPECT_EQ(parsed->csv_totals.at("input_tokens"), kBeyond64);
  EXPECT_EQ(parsed->days[1].ledger, std::nullopt);
  EXPECT_EQ(parsed->differences[0].dimensions.at("model"), "gpt \"a\"\n|b");
  EXPECT_EQ(parsed->differences[0].decimals.at("compute_units").delta, "-0.5");
}

TEST(ParityJsonTest, AnEmptyDocumentComesBackToo) {
  const std::string json = ParityJson(ParityDocument());
  const Result<ParityDocument> parsed = ParseParityJson(json);
  ASSERT_OK(parsed);
  EXPECT_EQ(ParityJson(*parsed), json);
}

TEST(ParityJsonTest, TheScopeStandsAtTheEndAndComesBack) {
  ParityDocument document = TwoDays();
  document.scope = ParityScope{2, {{"model", "gpt-a"}, {"user_id", ""}}, {{"model"}}, true};
  std::string json(kTwoDaysJson);
  json.pop_back();
  json += R"(,"scope":{"rows":2,"filters":[{"dimension":"model","value":"gpt-a"},)"
          R"({"dimension":"user_id","value":""}],"dimensions":["model"],"days_left_out":true}})";
  EXPECT_EQ(ParityJson(document), json);
  Result<ParityDocument> parsed = ParseParityJson(json);
  ASSERT_OK(parsed);
  EXPECT_EQ(ParityJson(*parsed), json);
  document.scope = ParityScope{};
  parsed = ParseParityJson(ParityJson(document));
  ASSERT_OK(parsed);
  ASSERT_TRUE(parsed->scope);
  EXPECT_EQ(parsed->scope->dimensions, std::nullopt);
  EXPECT_FALSE(parsed->scope->days_left_out);
}

TEST(ParityJsonTest, ADocumentWithoutAScopeCountsTheRowsOfItsFiles) {
  const Result<ParityDocument> parsed = ParseParityJson(kTwoDaysJson);
  ASSERT_OK(parsed);
  EXPECT_FALSE(parsed->scope);
  EXPECT_EQ(RowsCompared(*parsed), 3);
  EXPECT_EQ(ScopeInWords(*parsed), "");
  std::string json(kTwoDaysJson);
  json.back() = ',';
  EXPECT_THAT(ParseParityJson(json + "\"scope\":null}"),
              HasError(ErrorCode::kBadInput, HasSubstr("scope is no object")));
}

std::string Replaced(std::string_view from, std::string_view to) {
  std::string json(kTwoDaysJson);
  json.replace(json.find(from), from.size(), to);
  return json;
}

TEST(ParityJsonTest, WhatIsNoParityDocumentIsRefusedWithTheReason) {
  for (const std::string& json :
       {std::string(), std::string("[]"), std::string("{}"), std::string("{\"verdict\":1}"),
        std::string(kTwoDaysJson.substr(0, 900))}) {
    EXPECT_THAT(ParseParityJson(json),
                HasError(ErrorCode::kBadInput, HasSubstr("no parity document")));
  }
  EXPECT_THAT(ParseParityJson(Replaced("\"variance\"", "\"perfect\"")),
              HasError(ErrorCode::kBadInput, HasSubstr("'perfect' is not known")));
  EXPECT_THAT(ParseParityJson(Replaced("2026-05-02", "2026-02-30")),
              HasError(ErrorCode::kBadInput, HasSubstr("'2026-02-30' is no day")));
  EXPECT_THAT(ParseParityJson(Replaced("\"input_tokens\":7", "\"input_tokens\":7.5")),
              HasError(ErrorCode::kBadInput, HasSubstr("'7.5' is no count")));
  EXPECT_THAT(ParseParityJson(Replaced("\"rows\":3", "\"rows\":-3")),
              HasError(ErrorCode::kBadInput, HasSubstr("out of range")));
  EXPECT_THAT(ParseParityJson(Replaced("\"window_missing\"", "\"weather\"")),
              HasError(ErrorCode::kBadInput, HasSubstr("'weather'")));
}

TEST(JsonWriterTest, EscapesControlsAndReplacesBytesThatAreNoUtf8) {
  JsonWriter json;
  json.String("a\x01\"\\\t\r\n\xC3\xA9\xFFz");
  EXPECT_EQ(json.Take(), "\"a\\u0001\\\"\\\\\\t\\r\\n\xC3\xA9\xEF\xBF\xBDz\"");
}

TEST(JsonWriterTest, CommasComeBetweenValuesOnly) {
  JsonWriter json;
  json.BeginArray();
  json.BeginObject();
  json.EndObject();
  json.Integer(-1);
  json.BeginArray();
  json.EndArray();
  json.Boolean(true);
  json.Null();
  json.Decimal("0.5");
  json.Decimal("12");
  json.EndArray();
  EXPECT_EQ(json.Take(), R"([{},-1,[],true,null,"0.5",12])");
}

}  // namespace
}  // namespace cognitrack
