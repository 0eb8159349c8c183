#include "cli/json_document.h"

#include <gtest/gtest.h>

namespace cognitrack {
namespace {

TEST(JsonDocumentTest, MembersKeepTheirOrderAndStringsAreEscaped) {
  JsonObject object;
  object.Set("z", "a \"quoted\"\n\x01 text").Set("a", std::int64_t{-3}).Set("t", true);
  EXPECT_EQ(object.ToText(), R"({"z":"a \"quoted\"\n\u0001 text","a":-3,"t":true})");
}

TEST(JsonDocumentTest, BytesThatAreNoTextDoNotSpoilTheDocument) {
  EXPECT_EQ(JsonObject().Set("file", "a\xFFz.csv").ToText(), "{\"file\":\"a\xEF\xBF\xBDz.csv\"}");
}

TEST(JsonDocumentTest, WhatIsNotKnownIsNull) {
  JsonObject object;
  object.Set("count", std::optional<std::int64_t>()).SetDay("day", std::nullopt).SetTime("at", 0);
  EXPECT_EQ(object.ToText(), R"({"count":null,"day":null,"at":null})");
}

TEST(JsonDocumentTest, ObjectsAndArraysNest) {
  JsonArray array;
  array.Add("x").Add(JsonObject().Set("n", std::int64_t{1}));
  EXPECT_EQ(JsonObject().Set("list", array).ToText(), R"({"list":["x",{"n":1}]})");
  EXPECT_EQ(JsonArray().ToText(), "[]");
}

TEST(JsonDocumentTest, EveryKnownMetricIsThereReportedOrNot) {
  MetricValues metrics;
  metrics.Set(Metric::kInputTokens, 0);
  JsonObject object;
  SetMetrics(kUsageMetrics, metrics, &object);
  const std::string text = object.ToText();
  EXPECT_EQ(text.rfind(R"({"num_model_requests":null,"input_tokens":0,"output_tokens":null,)", 0),
            0u)
      << text;
}

}  // namespace
}  // namespace cognitrack
